/**
 * The files of a package for a distribution, laid out in a folder as they will lie in `/`: what
 * `npm pack` packs, its commands in `/usr/bin`, Node beside it if it is carried, and what makes it
 * a service.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { systemdUnit } from '../../src/bin/units/systemd.ts';
import { sysvScript } from '../../src/bin/units/sysv.ts';
import type { UnitFacts } from '../../src/bin/units/unit.ts';
import { SCRIPTS } from '../../src/ctl/completion-scripts.ts';
import { root } from '../compile.ts';
import type { CarriedNode } from './carried-node.ts';
import { DOCS, type Layout, MODULE, PREFIX, placesOf } from './layout.ts';
import { template } from './templates.ts';

const MAN_PAGES = path.join(root, 'docs/man');
/** The commands, which lie in `bin/`. */
const COMMANDS = readdirSync(path.join(root, 'bin'));

export class Tree {
  readonly folder: string;
  readonly #layout: Layout;

  constructor(folder: string, layout: Layout) {
    this.folder = folder;
    this.#layout = layout;
  }

  /** A path of the package, in the folder. */
  at(file: string): string {
    return path.join(this.folder, file);
  }

  write(file: string, text: string | Uint8Array, mode = 0o644): void {
    mkdirSync(path.dirname(this.at(file)), { recursive: true });
    writeFileSync(this.at(file), text);
    chmodSync(this.at(file), mode);
  }

  writeCompressed(file: string, text: string | Uint8Array): void {
    this.write(`${file}.gz`, gzipSync(text, { level: 9 }));
  }

  link(file: string, target: string): void {
    mkdirSync(path.dirname(this.at(file)), { recursive: true });
    symlinkSync(target, this.at(file));
  }

  /** @param node What is carried; undefined: the system's is used. */
  fill(node: CarriedNode | undefined): void {
    this.#module();
    if (node !== undefined) this.#node(node);
    for (const binary of this.binaries()) strip(binary);
    for (const command of [...COMMANDS, 'visord']) {
      const target = path.join(MODULE, 'bin', command === 'visord' ? 'supervisord' : command);
      this.link(`/usr/bin/${command}`, path.relative('/usr/bin', target));
    }
    this.#service();
    this.#documents();
    for (const folder of [this.#layout.includes, '/var/log/supervisor'])
      mkdirSync(this.at(folder), { recursive: true });
  }

  /** What npm would install, but for what has a better place in a system. */
  #module(): void {
    const scratch = this.at('npm');
    mkdirSync(scratch, { recursive: true });
    const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', scratch];
    const [name = ''] = execFileSync('npm', pack, { cwd: root, encoding: 'utf8' }).split('\n');
    execFileSync('tar', ['-xzf', path.join(scratch, name), '-C', scratch]);
    mkdirSync(path.dirname(this.at(MODULE)), { recursive: true });
    renameSync(path.join(scratch, 'package'), this.at(MODULE));
    rmSync(scratch, { recursive: true });
    for (const [from, to] of [
      [`${MODULE}/python/supervisor`, `${this.#layout.python}/supervisor`],
      [`${MODULE}/examples`, `${DOCS}/examples`],
    ] as const) {
      mkdirSync(path.dirname(this.at(to)), { recursive: true });
      renameSync(this.at(from), this.at(to));
    }
    rmSync(this.at(`${MODULE}/python`), { recursive: true });
  }

  #node({ binary, licence }: CarriedNode): void {
    const copy = `${PREFIX}/bin/node`;
    mkdirSync(path.dirname(this.at(copy)), { recursive: true });
    cpSync(binary, this.at(copy));
    chmodSync(this.at(copy), 0o755);
    this.write(`${DOCS}/LICENSE.node`, readFileSync(licence));
  }

  #service(): void {
    const { service, alias, units, initScripts, logrotate, defaults, config } = this.#layout;
    const places = placesOf(this.#layout);
    const facts = serviceFacts(this.#layout);
    this.write(config, template('supervisord.conf', places));
    this.write(defaults, template('defaults'));
    this.write(logrotate, template('logrotate'));
    this.write(`${units}/${service}.service`, systemdUnit(facts));
    this.link(`${units}/${alias}.service`, `${service}.service`);
    this.write(`${initScripts}/${service}`, sysvScript(facts), 0o755);
  }

  #documents(): void {
    const completions: Readonly<Record<string, string>> = {
      bash: '/usr/share/bash-completion/completions/supervisorctl',
      zsh: `${this.#layout.zshCompletions}/_supervisorctl`,
      fish: '/usr/share/fish/vendor_completions.d/supervisorctl.fish',
    };
    for (const [shell, script] of SCRIPTS) this.write(completions[shell] ?? '', `${script}\n`);
    const pages = existsSync(MAN_PAGES) ? readdirSync(MAN_PAGES) : [];
    for (const page of pages.filter((name) => /\.\d$/.test(name))) {
      const text = readFileSync(path.join(MAN_PAGES, page));
      this.writeCompressed(`/usr/share/man/man${page.at(-1)}/${page}`, text);
    }
    this.writeCompressed(`${DOCS}/changelog`, readFileSync(path.join(root, 'CHANGELOG.md')));
    this.write(`${DOCS}/THIRD_PARTY.md`, readFileSync(path.join(root, 'THIRD_PARTY.md')));
    this.write(`${DOCS}/examples/hardening.conf`, template('hardening.conf'));
  }

  /** What has been compiled: the addon, and Node if it is carried. */
  binaries(): string[] {
    const prebuilds = this.at(`${MODULE}/prebuilds`);
    const addons = readdirSync(prebuilds).map((name) => path.join(prebuilds, name, 'visord.node'));
    return [...addons, this.at(`${PREFIX}/bin/node`)].filter((file) => existsSync(file));
  }

  /** Gives every file the modes and the time that do not depend on who has built it. */
  settle(time: Date): void {
    const files = readdirSync(this.folder, { recursive: true, withFileTypes: true });
    for (const entry of files) {
      if (entry.isSymbolicLink()) continue;
      const file = path.join(entry.parentPath, entry.name);
      chmodSync(file, entry.isDirectory() || isExecutable(file) ? 0o755 : 0o644);
      utimesSync(file, time, time);
    }
  }
}

/** What unit and init script are made of. */
function serviceFacts({ config, defaults, alias, service }: Layout): UnitFacts {
  return {
    command: '/usr/bin/supervisord',
    config,
    flags: [],
    pidfile: '/run/supervisord.pid',
    scope: 'system',
    user: undefined,
    nodeFolder: undefined,
    alias,
    remarks: [
      'The service of supervisord, as packaged. What you want to be different:',
      '',
      `    further flags     in ${defaults}`,
      `    settings          with systemctl edit ${service}`,
      `    restrictions      in ${DOCS}/examples/hardening.conf, to choose from`,
    ],
    defaults,
  };
}

function isExecutable(file: string): boolean {
  return file.endsWith('/bin/node') || readFileSync(file).subarray(0, 2).toString() === '#!';
}

/** Takes what only debuggers want out of a binary. */
function strip(file: string): void {
  execFileSync('strip', ['--strip-unneeded', '--remove-section=.comment', file]);
}
