/**
 * A Debian of its own, in a folder: where packages are installed for real, and nothing of the
 * machine can be touched.
 *
 *   const debian = await DebianRoot.prepare(rig);      once; what debootstrap makes is copied
 *   const root = await debian.copy('fresh');
 *   await root.run('apt-get install -y /root/x.deb')   -> stdout with stderr, and the code
 *
 * Each copy has processes and mounts of its own, which end when the rig does.
 */
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Outcome } from '../../test/rig/commands.ts';
import type { Rig } from '../../test/rig/rig.ts';
import { until } from '../../test/rig/until.ts';

const SUITE = 'bookworm';
const MIRROR = 'http://deb.debian.org/debian';
const ENVIRONMENT = ['-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'DEBIAN_FRONTEND=noninteractive'];

/** A command that takes as long as it takes. */
function runLong(rig: Rig, command: string, ...args: string[]): Promise<Outcome> {
  return rig.start(command, args).exited;
}

async function succeed(rig: Rig, command: string, ...args: string[]): Promise<void> {
  const { stdout, stderr, code } = await runLong(rig, command, ...args);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${code}\n${stdout}${stderr}`);
}

export class DebianRoot {
  readonly #rig: Rig;
  readonly #archive: string;

  private constructor(rig: Rig, archive: string) {
    this.#rig = rig;
    this.#archive = archive;
  }

  /** Makes it, unless DEBIAN_ROOT names an archive that an earlier run has left there. */
  static async prepare(rig: Rig): Promise<DebianRoot> {
    const archive = process.env.DEBIAN_ROOT ?? rig.path('debian.tar');
    if (!existsSync(archive)) {
      const folder = rig.path('debian');
      // In a namespace, so that what it mounts goes with it.
      const make = ['--variant=minbase', SUITE, folder, MIRROR];
      await succeed(rig, 'unshare', '--mount', 'debootstrap', ...make);
      await succeed(rig, 'tar', '-cf', `${archive}.part`, '-C', folder, '.');
      await succeed(rig, 'mv', `${archive}.part`, archive);
      rmSync(folder, { recursive: true });
    }
    return new DebianRoot(rig, archive);
  }

  async copy(name: string): Promise<Machine> {
    const folder = this.#rig.path(name);
    mkdirSync(folder);
    await succeed(this.#rig, 'tar', '-xf', this.#archive, '-C', folder);
    copyFileSync('/etc/resolv.conf', path.join(folder, 'etc/resolv.conf'));
    return Machine.boot(this.#rig, folder);
  }
}

export class Machine {
  readonly folder: string;
  readonly #rig: Rig;
  readonly #init: number;

  private constructor(rig: Rig, folder: string, init: number) {
    this.#rig = rig;
    this.folder = folder;
    this.#init = init;
  }

  /** Its init is a shell that reaps what is left to it. */
  static async boot(rig: Rig, folder: string): Promise<Machine> {
    const inside = `exec chroot ${folder} sh -c 'echo up; sleep infinity & wait'`;
    const begin = `mount -t proc proc ${folder}/proc && ${inside}`;
    const spaces = ['--mount', '--pid', '--fork', '--kill-child'];
    const holder = rig.start('unshare', [...spaces, 'sh', '-c', begin]);
    await until('the machine to be up', () => holder.printed.includes('up'));
    const { stdout } = await rig.run('pgrep', '-P', String(holder.pid));
    return new Machine(rig, folder, Number(stdout));
  }

  /** Runs shell commands in it. What they print on stderr is among what they print. */
  run(script: string): Promise<{ readonly output: string; readonly code: number | null }> {
    const enter = ['-t', String(this.#init), '--mount', '--pid', 'chroot', this.folder];
    const words = [...enter, 'env', ...ENVIRONMENT, 'sh', '-c', `exec 2>&1; ${script}`];
    const { exited } = this.#rig.start('nsenter', words);
    return exited.then(({ stdout, code }) => ({ output: stdout, code }));
  }

  /** Starts a command of ours among its processes and mounts. */
  among(command: string, ...words: string[]): Promise<Outcome> {
    const enter = ['-t', String(this.#init), '--mount', '--pid', command, ...words];
    return this.#rig.start('nsenter', enter).exited;
  }

  /** What it prints. @throws {Error} if its status is not 0 */
  async output(script: string): Promise<string> {
    const { output, code } = await this.run(script);
    if (code !== 0) throw new Error(`${script}: status ${code}\n${output}`);
    return output;
  }

  /** Whether there is a process of that name in it. */
  async isRunning(name: string): Promise<boolean> {
    return (await this.run(`grep -lxs ${name} /proc/[0-9]*/comm`)).code === 0;
  }

  /** A path in it, as it is for us. */
  at(file: string): string {
    return path.join(this.folder, file);
  }
}
