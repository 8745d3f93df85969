/**
 * What is known of a crash, and how that is written.
 *
 *   findEnding(log, process)  ->  how it ended and how long it lived, from supervisord's own log
 *   crashText(crash)          ->  the record, as text
 *
 * The log is the only place that names a signal, and the only one that still knows of an end when
 * the process runs again.
 */
import { namespec } from '../wire/namespec.ts';

export interface Crash {
  readonly time: Date;
  readonly process: string;
  readonly group: string;
  /** EXITED, or FATAL for the last of several starts that failed. */
  readonly state: string;
  /** 0 if it is not known. */
  readonly pid: number;
  /** `exit status 3`, `terminated by SIGSEGV (core dumped)`; undefined if it is not known. */
  readonly ending: string | undefined;
  /** Milliseconds; undefined if that is not known. */
  readonly livedMs: number | undefined;
  /** What supervisord says: `Exited too quickly (process log may have details)`. */
  readonly reason: string;
  readonly outputs: readonly Output[];
}

/** The end of what it has written on one channel. */
export interface Output {
  readonly channel: string;
  readonly lines: readonly string[];
}

export interface LoggedEnding {
  readonly ending: string;
  readonly pid: number | undefined;
  readonly livedMs: number | undefined;
}

const LINE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d{3}) [A-Z]{4} (.*)$/;
const EXITED = /^exited: (.+?) \((.*?)(?:; (?:not )?expected)?\)$/;
const SPAWNED = /^spawned: '(.+)' with pid (\d+)$/;

/**
 * The last end of a process in the log.
 *
 * @param pid Which one of several of that name; undefined: whichever ended last.
 */
export function findEnding(
  log: string,
  name: string,
  pid: number | undefined,
): LoggedEnding | undefined {
  let spawned: { readonly pid: number; readonly atMs: number } | undefined;
  let last: LoggedEnding | undefined;
  for (const line of log.split('\n')) {
    const [, day, time, ms, message = ''] = LINE.exec(line) ?? [];
    const atMs = Date.parse(`${day}T${time}.${ms}`);
    const [, started, number] = SPAWNED.exec(message) ?? [];
    if (started === name) spawned = { pid: Number(number), atMs };
    const [, ended, ending] = EXITED.exec(message) ?? [];
    if (ended !== name || ending === undefined) continue;
    const lived = spawned === undefined ? undefined : atMs - spawned.atMs;
    const isOther = spawned !== undefined && pid !== undefined && spawned.pid !== pid;
    if (!isOther) last = { ending, pid: spawned?.pid, livedMs: lived };
    spawned = undefined;
  }
  return last;
}

export function crashText(crash: Crash): string {
  const { time, process, group, state, pid, ending, livedMs, reason, outputs } = crash;
  const facts = [
    ending ?? 'no status is known',
    ...(livedMs === undefined ? [] : [`lived ${duration(livedMs)}`]),
    ...(reason === '' ? [] : [reason]),
  ];
  const who = `${namespec(group, process)}${pid === 0 ? '' : ` (pid ${pid})`}`;
  return [
    `=== ${time.toISOString()} ${who} ${state}: ${facts.join('; ')}`,
    ...outputs.flatMap(({ channel, lines }) => [`--- ${channel}, last lines`, ...lines]),
    '',
    '',
  ].join('\n');
}

/** `0.250 s`, `12 s`, `3:04:05`. */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(Math.max(ms, 0) / 1000).toFixed(3)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const two = (number: number) => String(number).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** The last lines of a text, without what made its end blank. */
export function lastLines(text: string, most: number): string[] {
  const lines = text.replace(/\n+$/, '').split('\n');
  return text.trim() === '' ? [] : lines.slice(-most);
}
