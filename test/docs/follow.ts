/**
 * Follows a page as a newcomer does: writes its files, types its commands, and compares what they
 * print with what it shows. The home directory is a scratch directory; visord's commands are in PATH, and
 * its modules can be imported.
 */
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cleanEnv, projectRoot } from '../rig/commands.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { readPage, type Step, type Type } from './page.ts';
import { Ports } from './ports.ts';
import { patternOf } from './shown.ts';
import { Terminal } from './terminal.ts';

/** Stays in the foreground: what follows on the page is typed into another terminal. */
const STAYS = /^supervisord( \S+)* -\w*n/;

/** Only looks, so that it can be typed again until it shows what was waited for. */
const LOOKS =
  /^(supervisorctl( -\S+)* (status|tail|maintail|avail|logs)\b|curl |cat |ls |head |tail )/;

/** Prints the main log, in which the lines of several programs come as they may. */
const SHOWS_LOG = /^supervisor(ctl maintail\b|d .*-\w*n\b)/;

/** The addresses of a page. Others may use its ports just now, so it gets free ones. */
const ADDRESS = /\b(?:127\.0\.0\.1|localhost):(\d{4,5})\b/g;

export async function followPage(text: string): Promise<void> {
  await using ports = new Ports();
  await using rig = await Rig.create();
  const page = readPage(await withFreePorts(ports, text));
  mkdirSync(rig.path('tmp'));
  rig.write('.curlrc', 'no-progress-meter\n'); // as where stdout is a terminal
  mkdirSync(rig.path('node_modules'));
  symlinkSync(projectRoot, rig.path('node_modules/visord'));
  const env = cleanEnv(rig.dir);
  const reader = new Reader(rig.dir, {
    ...env,
    PATH: `${path.join(projectRoot, 'bin')}:${env.PATH}`,
    TMPDIR: rig.path('tmp'),
  });
  for (const step of page.steps) await reader.take(step);
}

async function withFreePorts(ports: Ports, text: string): Promise<string> {
  const free = new Map<string, number>();
  for (const [, shown = ''] of text.matchAll(ADDRESS)) {
    if (!free.has(shown)) free.set(shown, await ports.free());
  }
  return text.replace(/\b\d{4,5}\b/g, (number) => `${free.get(number) ?? number}`);
}

class Reader {
  readonly #env: Readonly<Record<string, string>>;
  #terminal: Terminal;

  /** @param home Where the reader is at first. */
  constructor(home: string, env: Readonly<Record<string, string>>) {
    this.#env = env;
    this.#terminal = new Terminal(home, env);
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'skip') return;
    if (step.kind === 'type') return this.#type(step);
    const file = path.resolve(this.#terminal.folder, step.file);
    mkdirSync(path.dirname(file), { recursive: true });
    (step.append ? appendFileSync : writeFileSync)(file, step.text);
  }

  async #type(step: Type): Promise<void> {
    const { command, shown, interrupted } = step;
    if (interrupted || STAYS.test(command)) return this.#stay(step);
    let { text, status } = await this.#terminal.run(command);
    if (shown === undefined) {
      assert.equal(status, 0, `${where(step)} ended with ${status}: ${text}`);
      return;
    }
    const pattern = patternOf(shown, { gaps: SHOWS_LOG.test(command) });
    if (LOOKS.test(command)) {
      await until(`${where(step)} to show ${shown}`, async () => {
        if (pattern.test(text)) return true;
        ({ text } = await this.#terminal.run(command));
        return false;
      }).catch(() => undefined); // the difference is told below
    }
    if (!pattern.test(text)) {
      assert.equal(text, shown, `${where(step)} prints something else`);
    }
  }

  /** Types what does not end by itself. */
  async #stay(step: Type): Promise<void> {
    const pattern = patternOf(step.shown ?? '...\n', { gaps: SHOWS_LOG.test(step.command) });
    const process = this.#terminal.stay(step.command);
    await until(`${where(step)} to show ${step.shown}`, () => pattern.test(process.text)).catch(
      () => {
        assert.equal(process.text, step.shown, `${where(step)} prints something else`);
      },
    );
    if (step.interrupted) await process.interrupt();
    else this.#terminal = new Terminal(this.#terminal.folder, this.#env);
  }
}

function where({ command, line }: Type): string {
  return `line ${line}: ${command}`;
}
