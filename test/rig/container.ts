/**
 * What a container engine does, without one: a root directory, mounts and a process namespace of its
 * own, in which a command is process 1. It needs root and the right to mount.
 *
 * The programs are those of this machine: `/usr` is mounted, and the project at its own path.
 */
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { type Outcome, projectRoot, read, sendSignal } from './commands.ts';
import type { Program } from './program.ts';
import type { Rig } from './rig.ts';
import { until } from './until.ts';

/** What a minimal image has of `/etc`. */
const ETC = ['passwd', 'group', 'nsswitch.conf', 'ld.so.cache'];

const FOLDERS = ['proc', 'dev', 'tmp', 'run', 'var/log', 'var/lib/nginx', 'usr', 'etc'];

/** Links to the folders below `/usr`, as Debian has them. */
const LINKS = ['bin', 'sbin', 'lib', 'lib64'];

/** Reads a block of a page: what stands below the line that names the file. */
export function shownFile(page: string, file: string): string {
  const start = page.indexOf(`\`${file}\`:\n\n\`\`\``);
  const [, text] = /```\w*\n(.*?)^```$/ms.exec(page.slice(start)) ?? [];
  if (start === -1 || text === undefined) throw new Error(`the page does not show ${file}`);
  return text;
}

/** A command that is process 1 of a container with these files besides the system's. */
export class Container {
  readonly program: Program;
  readonly #rig: Rig;
  #pid = 0;

  static async start(
    rig: Rig,
    command: readonly string[],
    files: Readonly<Record<string, string>>,
  ): Promise<Container> {
    const container = new Container(rig, command, files);
    await container.#find();
    return container;
  }

  private constructor(
    rig: Rig,
    command: readonly string[],
    files: Readonly<Record<string, string>>,
  ) {
    this.#rig = rig;
    for (const folder of FOLDERS) mkdirSync(rig.path('root', folder), { recursive: true });
    for (const link of LINKS) symlinkSync(`usr/${link}`, rig.path('root', link));
    for (const name of ETC) cpSync(path.join('/etc', name), rig.path('root/etc', name));
    for (const [file, text] of Object.entries(files)) {
      rig.write(path.join('root', file), text, file.includes('/bin/') ? 0o755 : 0o644);
    }
    const words = ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-ec', SCRIPT, 'sh'];
    const folders = ['/usr', '/dev', projectRoot, path.dirname(process.execPath)].join(' ');
    this.program = rig.start('unshare', [...words, rig.path('root'), folders, ...command]);
  }

  /** The pid of process 1, as seen from outside. */
  get pid(): number {
    return this.#pid;
  }

  signal(signal: NodeJS.Signals): void {
    sendSignal(this.#pid, signal);
  }

  /** Runs supervisorctl from outside, by the socket at /run. */
  ctl(...args: string[]): Promise<Outcome> {
    const socket = this.#rig.path('root/run/supervisor.sock');
    return this.#rig.supervisorctl('-s', `unix://${socket}`, ...args);
  }

  /** unshare has one child, unless that has ended already. */
  async #find(): Promise<void> {
    const { pid } = this.program;
    const ended = this.program.exited.then(() => 'ended');
    const children = () => Number(read(`/proc/${pid}/task/${pid}/children`)) || undefined;
    const found = await Promise.race([ended, until('process 1', children)]);
    if (typeof found === 'number') this.#pid = found;
  }
}

/** Mounts the folders of $2 below $1, and runs what follows there. */
const SCRIPT = `
root=$1 folders=$2
shift 2
mount --make-rprivate /
for folder in $folders; do
  mkdir -p "$root$folder"
  mount --rbind "$folder" "$root$folder"
done
mount -t proc proc "$root/proc"
exec chroot "$root" "$@"`;
