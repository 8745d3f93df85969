/**
 * What an event listener and the daemon say to each other, as a pure function.
 *
 *   converse(conversation, input)  ->  the next conversation, and the effects to perform
 *
 * A listener says `READY\n`, is sent an event, and answers `RESULT <length>\n<body>`. What it says
 * may come in any pieces, or several things at once. `daemon/listener.ts` feeds in what it said and
 * performs the effects; the effect `judge` is answered with the input `judged`, and until then what
 * the listener said meanwhile is kept.
 *
 * Whoever breaks the protocol is UNKNOWN, and stays so: the next process begins a new conversation.
 * What is kept is bounded: a line, or a body, beyond its limit breaks the protocol.
 *
 * To add a transition: change one cell of RULES. To add an input: add a column; the compiler then
 * asks for its cell in every state.
 */
import { InternalError, UserError } from '../base/errors.ts';
import { parseInteger } from '../base/python-text.ts';

export type ListenerState = 'ACKNOWLEDGED' | 'READY' | 'BUSY' | 'UNKNOWN';

export interface Conversation {
  readonly state: ListenerState;
  /** What it said and nobody has made use of yet. */
  readonly heard: Uint8Array;
  /** Bytes of the answer that is coming; undefined while its line is not complete. */
  readonly bodyLength: number | undefined;
  /** An answer is complete and waits for its verdict. */
  readonly judging: boolean;
}

/** What became of an event: `broken`, judging it has failed. */
export type Verdict = 'accepted' | 'rejected' | 'broken';

export type ListenerInput =
  /** It has said something. */
  | { readonly kind: 'said'; readonly bytes: Uint8Array }
  /** It has been sent an event. */
  | { readonly kind: 'sent' }
  /** Its answer has been judged. */
  | { readonly kind: 'judged'; readonly verdict: Verdict };

export type ListenerEffect =
  | { readonly kind: 'entered'; readonly from: ListenerState; readonly to: ListenerState }
  /** It answered: somebody has to decide what that means for the event. */
  | { readonly kind: 'judge'; readonly body: Uint8Array }
  /** What should have been the first line of an answer was none. */
  | { readonly kind: 'badResultLine'; readonly line: Uint8Array }
  /** The event must be sent again; the listener is done with it. */
  | { readonly kind: 'giveBack' };

export interface Exchange {
  readonly conversation: Conversation;
  readonly effects: readonly ListenerEffect[];
}

/** What a process begins with. */
export const NEW_CONVERSATION: Conversation = {
  state: 'ACKNOWLEDGED',
  heard: new Uint8Array(0),
  bodyLength: undefined,
  judging: false,
};

/** The longest first line of an answer. */
export const LONGEST_RESULT_LINE = 1024;
/** The longest body of an answer. */
export const LONGEST_RESULT = 65_536;

const READY = new TextEncoder().encode('READY\n');
const RESULT_LENGTH = 'RESULT '.length;
const NEWLINE = 0x0a;
const LAST_ASCII = 0x7f;
const ZERO = 0x30;
const MOST_DIGITS = 9;
const NOTHING = new Uint8Array(0);

type Of<K extends ListenerInput['kind']> = Extract<ListenerInput, { kind: K }>;
/** Adds the effects in their order to those that there are. */
type Rule<I extends ListenerInput> = (
  conversation: Conversation,
  input: I,
  effects: ListenerEffect[],
) => Conversation;
type Row = { readonly [K in ListenerInput['kind']]: Rule<Of<K>> };

export function converse(conversation: Conversation, input: ListenerInput): Exchange {
  const rule = RULES[conversation.state][input.kind] as Rule<ListenerInput>;
  const effects: ListenerEffect[] = [];
  return { conversation: rule(conversation, input, effects), effects };
}

const bug: Rule<ListenerInput> = ({ state }, { kind }) => {
  throw new InternalError(`input "${kind}" while a listener is ${state}`);
};

const ignore: Rule<ListenerInput> = (conversation) => conversation;

const listen: Rule<Of<'said'>> = ({ state, heard, bodyLength, judging }, { bytes }, effects) =>
  understand({ state, heard: joined(heard, bytes), bodyLength, judging }, effects);

const beginEvent: Rule<Of<'sent'>> = ({ heard, judging }) => ({
  state: 'BUSY',
  heard,
  bodyLength: undefined,
  judging,
});

const conclude: Rule<Of<'judged'>> = (conversation, { verdict }, effects) => {
  const next =
    verdict === 'broken'
      ? breakOff(conversation, effects)
      : enter(conversation, { to: 'ACKNOWLEDGED', heard: conversation.heard }, effects);
  if (verdict !== 'accepted') effects.push({ kind: 'giveBack' });
  return understand(next, effects);
};

/** Goes on with what has been heard, as far as that is complete. */
function understand(conversation: Conversation, effects: ListenerEffect[]): Conversation {
  for (let before = conversation; ; ) {
    const next = before.judging ? before : takeNext(before, effects);
    if (next === before) return next;
    before = next;
  }
}

/** Takes one thing that it said. @returns the same conversation if there is none yet */
function takeNext(conversation: Conversation, effects: ListenerEffect[]): Conversation {
  const { state, heard, bodyLength } = conversation;
  if (state === 'BUSY' && bodyLength !== undefined) {
    return takeBody(conversation, bodyLength, effects);
  }
  if (heard.length === 0) return conversation;
  if (state === 'BUSY') return takeResultLine(conversation, effects);
  return state === 'READY' ? breakOff(conversation, effects) : takeReady(conversation, effects);
}

function takeReady(conversation: Conversation, effects: ListenerEffect[]): Conversation {
  const { heard } = conversation;
  if (heard.length < READY.length) return conversation;
  for (let index = 0; index < READY.length; index++) {
    if (heard[index] !== READY[index]) return breakOff(conversation, effects);
  }
  return enter(conversation, { to: 'READY', heard: heard.subarray(READY.length) }, effects);
}

function takeResultLine(conversation: Conversation, effects: ListenerEffect[]): Conversation {
  const { heard } = conversation;
  const end = heard.indexOf(NEWLINE);
  if (end === -1 && heard.length <= LONGEST_RESULT_LINE) return conversation;
  const line = heard.slice(0, Math.min(end === -1 ? heard.length : end, LONGEST_RESULT_LINE));
  const length = end === line.length ? lengthIn(line) : undefined;
  if (length === undefined) {
    effects.push({ kind: 'badResultLine', line });
    const broken = breakOff(conversation, effects);
    effects.push({ kind: 'giveBack' });
    return broken;
  }
  return { state: 'BUSY', heard: heard.subarray(end + 1), bodyLength: length, judging: false };
}

/** The word RESULT itself is not looked at, as ever. */
function lengthIn(line: Uint8Array): number | undefined {
  const length = plainNumber(line);
  if (length !== undefined) return length <= LONGEST_RESULT ? length : undefined;
  const digits = line.subarray(RESULT_LENGTH);
  if (digits.some((byte) => byte > LAST_ASCII)) return undefined;
  try {
    const odd = parseInteger(String.fromCharCode(...digits));
    return odd >= 0 && odd <= LONGEST_RESULT ? odd : undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}

/** What nearly every listener writes: a few digits and nothing else. */
function plainNumber(line: Uint8Array): number | undefined {
  if (line.length <= RESULT_LENGTH || line.length > RESULT_LENGTH + MOST_DIGITS) return undefined;
  let number = 0;
  for (let index = RESULT_LENGTH; index < line.length; index++) {
    const digit = (line[index] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    number = number * 10 + digit;
  }
  return number;
}

function takeBody(
  conversation: Conversation,
  length: number,
  effects: ListenerEffect[],
): Conversation {
  const { state, heard } = conversation;
  if (heard.length < length) return conversation;
  effects.push({ kind: 'judge', body: heard.slice(0, length) });
  return { state, heard: heard.subarray(length), bodyLength: undefined, judging: true };
}

function breakOff(conversation: Conversation, effects: ListenerEffect[]): Conversation {
  return enter(conversation, { to: 'UNKNOWN', heard: NOTHING }, effects);
}

/** @param next The state to enter, and what has been heard and not been made use of. */
function enter(
  { state: from, bodyLength }: Conversation,
  { to, heard }: { readonly to: ListenerState; readonly heard: Uint8Array },
  effects: ListenerEffect[],
): Conversation {
  effects.push({ kind: 'entered', from, to });
  return { state: to, heard, bodyLength, judging: false };
}

/** Always a copy: what a listener says is valid only while it is told. */
function joined(before: Uint8Array, bytes: Uint8Array): Uint8Array {
  if (before.length === 0) return bytes.slice();
  const both = new Uint8Array(before.length + bytes.length);
  both.set(before);
  both.set(bytes, before.length);
  return both;
}

// biome-ignore format: one row per state, one column per input
const RULES: Record<ListenerState, Row> = {
  ACKNOWLEDGED: { said: listen, sent: bug,        judged: bug      },
  READY:        { said: listen, sent: beginEvent, judged: bug      },
  BUSY:         { said: listen, sent: bug,        judged: conclude },
  UNKNOWN:      { said: ignore, sent: bug,        judged: bug      },
};
