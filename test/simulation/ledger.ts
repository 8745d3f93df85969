/**
 * What programs have said, and where it went: no byte is lost, unless it is counted.
 *
 *   ledger.watch(output, …)   hears what an output is given
 *   ledger.said(…)            a child says something
 *   ledger.handOver(…)        another output goes on where one was
 *   ledger.check()            once nothing runs any more
 *
 * What was said is compared with what outputs were given; what they made of it, by a model of ten
 * lines, with what is in files, in events and in what was captured.
 */
import assert from 'node:assert/strict';
import type { ProcessConfig } from '../../src/config/config.ts';
import type { Event } from '../../src/events/bus.ts';
import type { ChannelName, Output } from '../../src/logs/output.ts';
import { POOL } from './configs.ts';

const BEGIN = '<!--XSUPERVISOR:BEGIN-->';
const END = '<!--XSUPERVISOR:END-->';

/** What the daemon itself adds to a log, for a child that failed before it became its command. */
const FOR_A_CHILD = /^supervisor: /;

/** Bytes of one channel of one process. */
interface Row {
  said: number;
  given: number;
  toTell: number;
  told: number;
  toCapture: number;
  captured: number;
}

export class Ledger {
  readonly #rows = new Map<string, Row>();
  /** Bytes that are to be in a file, by its path. */
  readonly #kept = new Map<string, number>();
  /** Every output there ever was, with what it was given since it was opened last. */
  readonly #outputs = new Map<Output, { stream: string }>();
  readonly #written: ReadonlyMap<string, number>;

  constructor(written: ReadonlyMap<string, number>) {
    this.#written = written;
  }

  said(slot: string, channel: ChannelName, text: string): void {
    this.#row(`${slot} ${channel}`).said += text.length;
  }

  /** Hears what an output is given, from here to the end. */
  watch(output: Output, config: ProcessConfig, channel: ChannelName, strips: boolean): void {
    const row = this.#row(`${config.group}:${config.name} ${channel}`);
    const { capture_maxbytes, events_enabled } = config[channel];
    const isProtocol = config.group === POOL && channel === 'stdout';
    const given = { stream: '' };
    const data = output.data.bind(output);
    output.data = (bytes, start, end) => {
      const text = Buffer.from(bytes.subarray(start, end)).toString();
      if (!FOR_A_CHILD.test(text)) row.given += text.length;
      given.stream += text;
      data(bytes, start, end);
    };
    const pumped = output.pumped.bind(output);
    output.pumped = (written) => {
      row.given += written;
      given.stream += ' '.repeat(written); // the model makes nothing of what a file alone is given
      pumped(written);
    };
    const close = output.close.bind(output);
    output.close = () => {
      const { text, captured, unfinished } = model(given.stream, capture_maxbytes > 0, strips);
      given.stream = '';
      if (output.path !== undefined) add(this.#kept, output.path, text);
      if (events_enabled && !isProtocol) row.toTell += text + captured + unfinished;
      row.toCapture += captured;
      close();
    };
    this.#outputs.set(output, given);
  }

  /** One has been made of the other, and counts on what that has counted. */
  handOver(from: Output, to: Output): void {
    const given = this.#outputs.get(to);
    if (given !== undefined) given.stream = this.#outputs.get(from)?.stream ?? '';
    this.#outputs.delete(from);
  }

  /** An event that tells of output has been published. */
  hear({ name, payload }: Event): void {
    const type = /^PROCESS_(LOG|COMMUNICATION)_(STDOUT|STDERR)$/.exec(name);
    if (type === null) return;
    const facts = /^processname:(\S+) groupname:(\S+)/.exec(payload);
    const bytes = payload.length - payload.indexOf('\n') - 1;
    const row = this.#row(`${facts?.[2]}:${facts?.[1]} ${type[2]?.toLowerCase()}`);
    if (type[1] === 'LOG') row.told += bytes;
    else row.captured += bytes;
  }

  check(): void {
    for (const [name, { said, given, toTell, told, toCapture, captured }] of this.#rows) {
      assert.deepEqual(
        { given, told, captured },
        { given: said, told: toTell, captured: toCapture },
        name,
      );
    }
    const lost = new Map<string, number>();
    for (const { path, lostBytes } of this.#outputs.keys())
      if (path !== undefined) add(lost, path, lostBytes);
    for (const [path, kept] of this.#kept) {
      const accounted = (this.#written.get(path) ?? 0) + (lost.get(path) ?? 0);
      assert.equal(accounted, kept, `bytes of ${path}, written or counted as lost`);
    }
  }

  #row(name: string): Row {
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const row = { said: 0, given: 0, toTell: 0, told: 0, toCapture: 0, captured: 0 };
    this.#rows.set(name, row);
    return row;
  }
}

function add(sums: Map<string, number>, name: string, value: number): void {
  sums.set(name, (sums.get(name) ?? 0) + value);
}

/** How many bytes of all that came between two openings belong where. */
function model(stream: string, captures: boolean, strips: boolean) {
  const clean = (text: string) => (strips ? text.replace(COLOUR, '') : text).length;
  const sums = { text: 0, captured: 0, unfinished: 0 };
  let rest = stream;
  for (;;) {
    const begin = captures ? rest.indexOf(BEGIN) : -1;
    sums.text += clean(begin === -1 ? rest : rest.slice(0, begin));
    if (begin === -1) break;
    rest = rest.slice(begin + BEGIN.length);
    const end = rest.indexOf(END);
    sums[end === -1 ? 'unfinished' : 'captured'] += clean(end === -1 ? rest : rest.slice(0, end));
    if (end === -1) break;
    rest = rest.slice(end + END.length);
  }
  return sums;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const COLOUR = /\x1b\[[\d;]*m/g;
