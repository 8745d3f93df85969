/** What runit and s6 have in common: a folder of services, each a script and perhaps one for its log. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LogLimits, Peer, Program, Running } from '../peer.ts';
import { ProcessTree } from '../process-tree.ts';
import { CLEAN_ENV, type Tools } from '../tools.ts';

interface Services {
  readonly name: string;
  readonly install: string;
  readonly most: number;
  /** What runs the services of a folder, which is its last argument. */
  readonly command: readonly [string, ...string[]];
  /** Prepares the folder of a log. @returns the command that logs into it what it reads */
  readonly logger: (folder: string, limits: LogLimits) => string;
}

/** Backups of what never rotates, for a logger that cannot be told so: more than anybody writes. */
const UNLIMITED_BACKUPS = 1000;

const RUNIT: Services = {
  name: 'runit',
  install: 'apt-get install runit',
  most: 1000,
  command: ['runsvdir', '-P'],
  logger(folder, { maxBytes, backups }) {
    writeFileSync(path.join(folder, 'config'), `s${maxBytes}\nn${backups}\n`);
    return `svlogd ${folder}`;
  },
};

const S6: Services = {
  name: 's6',
  install: 'apt-get install s6',
  most: 5000,
  // -c: the most services; its default is 500.
  command: ['s6-svscan', '-c', '5001'],
  logger(folder, { maxBytes, backups }) {
    const LARGEST = 268435455;
    return maxBytes === 0
      ? `s6-log n${UNLIMITED_BACKUPS} s${LARGEST} ${folder}`
      : `s6-log n${backups} s${maxBytes} ${folder}`;
  },
};

export const runit = peerOf(RUNIT);
export const s6 = peerOf(S6);

function peerOf(services: Services): Peer {
  const { name, install, most } = services;
  return {
    name,
    kind: 'other',
    install,
    most,
    version: () => versionOfPackage(services),
    run: (tools, program) => run(tools, services, program),
  };
}

function run(tools: Tools, services: Services, program: Program): Running {
  const folder = tools.folder();
  const scan = path.join(folder, 'services');
  mkdirSync(scan);
  const logOf = (copy: number) => path.join(folder, `log-${copy}`);
  for (let copy = 0; copy < program.copies; copy++) {
    writeScript(path.join(scan, `p_${copy}`), program.command.join(' '));
    if (program.log === undefined) continue;
    mkdirSync(logOf(copy));
    writeScript(path.join(scan, `p_${copy}`, 'log'), services.logger(logOf(copy), program.log));
  }
  return new ProcessTree(tools, {
    command: [...services.command, scan],
    folder,
    env: CLEAN_ENV,
    logsOf: (copy) => archives(logOf(copy)),
  });
}

function writeScript(folder: string, command: string): void {
  mkdirSync(folder);
  const file = path.join(folder, 'run');
  writeFileSync(file, `#!/bin/sh\nexec ${command}\n`);
  chmodSync(file, 0o755);
}

/** Both loggers name what they rotate after its time, and `current` what they write to. */
function archives(folder: string): string[] {
  if (!existsSync(path.join(folder, 'current'))) return [];
  const old = readdirSync(folder).filter((name) => name.startsWith('@'));
  return [...old.sort(), 'current'].map((name) => path.join(folder, name));
}

/** They do not tell their versions, but their package does where it is known. */
function versionOfPackage({ name, command: [program] }: Services): string | undefined {
  if (spawnSync('which', [program], { env: CLEAN_ENV }).status !== 0) return undefined;
  const query = spawnSync('dpkg-query', ['-W', '-f', `\${Version}`, name], { encoding: 'utf8' });
  return query.status === 0 ? query.stdout : 'of unknown version';
}
