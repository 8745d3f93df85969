/**
 * What one program of the daemon leaves to the next in the same process, besides its descriptors: a
 * line of JSON, which is described here, and behind it the state that `read-state.ts` reads.
 *
 * Its number is that of both: a program reads no other, and the rehearsal says so.
 */
import { UserError } from '../base/errors.ts';

export const HANDOVER_FORMAT = 1;

/** What a program is, for people. */
export interface Release {
  readonly visord: string;
  readonly node: string;
}

/** A listening socket of an HTTP server. */
export interface HandedSocket {
  /** A path, or host and port. */
  readonly address: string;
  readonly fd: number;
}

export interface Handover {
  readonly format: typeof HANDOVER_FORMAT;
  /** Who writes it. */
  readonly from: Release;
  /** Who is to read it; while it is only tried, the same. */
  readonly to: Release;
  /** The folder of its package. */
  readonly package: string;
  /** The folder that the command line was typed in. */
  readonly folder: string;
  /** How many programs this process has had before. */
  readonly number: number;
  /** The soft limit of descriptors for programs; null for none. */
  readonly openFiles: number | null;
  /** It has left the terminal. */
  readonly isDetached: boolean;
  /** The file to be removed at the end. */
  readonly pidfile: string;
  readonly sockets: readonly HandedSocket[];
  /** Monotonic milliseconds, when requests were not answered any more. */
  readonly leftAt: number;
}

export function writeHandover(handover: Handover, state: string): string {
  return `${JSON.stringify(handover)}\n${state}`;
}

/**
 * Splits and checks what `writeHandover` has made.
 *
 * @throws {UserError} that says what is wrong with it
 */
export function readHandover(text: string): {
  readonly handover: Handover;
  readonly state: string;
} {
  const end = text.indexOf('\n');
  const handover = parse(end === -1 ? text : text.slice(0, end));
  const { format } = handover;
  if (format !== HANDOVER_FORMAT) {
    const ours = `this program reads format ${HANDOVER_FORMAT}`;
    throw new UserError(`cannot take over: the state has format ${String(format)}, ${ours}`);
  }
  for (const [field, isRight] of Object.entries(FIELDS)) {
    if (!isRight(handover[field])) throw new UserError(`cannot take over: bad field '${field}'`);
  }
  return { handover: handover as unknown as Handover, state: text.slice(end + 1) };
}

type Fields = Readonly<Record<string, unknown>>;

function parse(line: string): Fields {
  try {
    const value: unknown = JSON.parse(line);
    if (isFields(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UserError('cannot take over: this is no state of a daemon');
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown) => typeof value === 'string';
const isRelease = (value: unknown) => isFields(value) && isText(value.visord) && isText(value.node);
const isNumber = (value: unknown) => typeof value === 'number';

/** What the fields of this format are; others are not looked at. */
const FIELDS: {
  readonly [Field in Exclude<keyof Handover, 'format'>]: (value: unknown) => boolean;
} = {
  from: isRelease,
  to: isRelease,
  package: isText,
  folder: isText,
  number: isNumber,
  openFiles: (value) => value === null || isNumber(value),
  isDetached: (value) => typeof value === 'boolean',
  pidfile: isText,
  sockets: (value) =>
    Array.isArray(value) &&
    value.every((one) => isFields(one) && isText(one.address) && Number.isInteger(one.fd)),
  leftAt: isNumber,
};
