/**
 * The package as a machine gets it that has neither compiler nor network: packed by `npm pack` from
 * a copy of the tree, and installed by `npm install -g` behind a PATH that holds Node, npm and what
 * a shell needs, where no network is up.
 */
import assert from 'node:assert/strict';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Outcome, projectRoot, supervisorctl, supervisord } from './rig/commands.ts';
import { asAdmin } from './rig/differences.ts';
import { Rig } from './rig/rig.ts';
import { copyTree } from './rig/tree.ts';

const TOOLS = ['sh', 'env', 'node', 'npm', 'readlink', 'grep', 'sleep'];
const NOBODY = 65534;
const MOST_BYTES = 3_000_000;

/** Without the usual limit: this compiles the addon. */
function run(rig: Rig, ...words: readonly [string, ...string[]]): Promise<Outcome> {
  const [command, ...args] = words;
  return rig.start(command, args).exited;
}

/** Runs `npm pack` in a copy of the tree; its files go below `packed/`. */
async function pack(rig: Rig): Promise<string> {
  copyTree(rig);
  mkdirSync(rig.path('packed'));
  const npm = 'npm pack --silent --no-update-notifier --pack-destination';
  const packed = await run(rig, '/bin/sh', '-c', `cd tree && exec ${npm} ${rig.path('packed')}`);
  assert.equal(packed.code, 0, packed.stderr);
  const file = packed.stdout.trim().split('\n').at(-1) ?? '';
  return rig.path('packed', file);
}

/** A folder for PATH with nothing in it but TOOLS. */
function tools(rig: Rig): string {
  const folder = rig.path('tools');
  mkdirSync(folder);
  for (const tool of TOOLS) symlinkSync(findTool(tool), path.join(folder, tool));
  return folder;
}

function findTool(tool: string): string {
  if (tool === 'node') return process.execPath;
  const folders = [path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'];
  const found = folders.map((folder) => path.join(folder, tool)).find(isExecutable);
  assert.ok(found, `there is no ${tool}`);
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs into `home/prefix`, as root or as an ordinary user, without a network. */
function install(rig: Rig, home: string, as: readonly string[], tarball: string): Promise<Outcome> {
  const npm = `npm install -g --silent --no-audit --no-fund --no-update-notifier --offline`;
  return run(
    rig,
    ...(['unshare', '--net', ...as, 'env', '-i'] as const),
    `PATH=${rig.path('tools')}`,
    `HOME=${home}`,
    ...'sh -c'.split(' '),
    `cd "$HOME" && exec ${npm} --prefix "$HOME/prefix" ${tarball}`,
  );
}

test(
  'the packed package is installed with its manual and runs without compiler and network, by root and by a user',
  asAdmin(),
  async () => {
    await using rig = await Rig.create();
    const tarball = await pack(rig);
    assert.ok(statSync(tarball).size < MOST_BYTES, `${statSync(tarball).size} bytes`);
    chmodSync(rig.path('packed'), 0o755);
    tools(rig);

    const drop = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
    for (const [user, as] of Object.entries({ root: [], user: drop })) {
      const home = rig.path(user);
      mkdirSync(home);
      chmodSync(home, 0o777);
      const installed = await install(rig, home, as, tarball);
      assert.deepEqual(installed, { stdout: '', stderr: '', code: 0 });

      for (const page of [
        'man8/supervisord.8',
        'man1/supervisorctl.1',
        'man5/supervisord.conf.5',
      ]) {
        const installed = readFileSync(path.join(home, 'prefix/share/man', page), 'utf8');
        assert.match(installed, /^\.TH SUPERVISOR.* "visord/m, page);
      }

      const system = readdirSync(path.join(home, 'prefix/lib/node_modules/visord/docs/system'));
      assert.ok(system.includes('supervisor.service') && system.includes('_supervisorctl'));

      const command = (name: string) => path.join(home, 'prefix/bin', name);
      const env = { PATH: rig.path('tools') };
      const program = '[program:cat]\ncommand = sleep 1000\nstartsecs = 0\n';
      const daemon = await rig.daemon(program, { command: command('supervisord'), env });
      await daemon.state('cat', 'RUNNING');
      const config = ['-c', daemon.paths.config];
      const ours = await rig.run(supervisorctl, ...config, 'status');
      const theirs = await rig.run(command('supervisorctl'), ...config, 'status');
      assert.match(theirs.stdout, /^cat +RUNNING +pid \d+, uptime 0:00:\d\d\n$/);
      assert.deepEqual(
        [theirs.stderr, theirs.code, theirs.stdout.slice(0, 40)],
        [ours.stderr, ours.code, ours.stdout.slice(0, 40)],
      );
      await daemon.stop();
    }
  },
);

test('without an addon the error names the command that builds it and what that needs', async () => {
  await using rig = await Rig.create();
  for (const name of ['bin', 'dist']) {
    cpSync(path.join(projectRoot, name), rig.path('bare', name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => !file.includes('/tests-'),
    });
  }
  cpSync(path.join(projectRoot, 'package.json'), rig.path('bare/package.json'));
  const { stderr, code } = await rig.run(rig.path('bare/bin', path.basename(supervisord)), '-n');
  assert.match(stderr, /cannot load the native addon: there is no .*prebuilds/);
  assert.match(stderr, /'npm run build'.*python3, make and a C compiler/);
  assert.notEqual(code, 0);
});
