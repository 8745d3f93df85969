/** What `visord-notify` says of changes of state: as JSON for a webhook, as text for people. */
import { namespec } from '../wire/namespec.ts';
import { enteredState, type StateEvent } from './selection.ts';

/** One change of state. */
export interface Notice {
  /** When it was heard of: ISO 8601. */
  readonly time: string;
  readonly name: string;
  readonly group: string;
  readonly state: string;
  readonly from_state: string;
  /** Of EXITED. */
  readonly expected?: boolean;
  /** Of states with a process. */
  readonly pid?: number;
  /** Failed starts in a row, of STARTING and BACKOFF. */
  readonly tries?: number;
}

/** Who says so. */
export interface Sender {
  readonly host: string;
  /** The identifier of the supervisord. */
  readonly server: string;
}

export function notice(event: StateEvent, wallMs: number): Notice {
  return {
    time: new Date(wallMs).toISOString(),
    name: event.processname,
    group: event.groupname,
    state: enteredState(event),
    from_state: event.from_state,
    ...('expected' in event ? { expected: event.expected } : {}),
    ...('pid' in event ? { pid: event.pid } : {}),
    ...('tries' in event ? { tries: event.tries } : {}),
  };
}

/** `web is FATAL on host (supervisor)`, or how many changes there were. */
export function headline(notices: readonly Notice[], { host, server }: Sender): string {
  const [first] = notices;
  const what =
    notices.length === 1 && first !== undefined
      ? describe(first)
      : `${notices.length} changes of state`;
  return `${what} on ${host} (${server})`;
}

/** The whole message as text. */
export function messageText(notices: readonly Notice[], dropped: number, sender: Sender): string {
  const lines = notices.map((each) => `${each.time} ${describe(each)}`);
  return `${[headline(notices, sender), '', ...lines, ...lost(dropped)].join('\n')}\n`;
}

/** The body for a webhook. `text` is what chat services show. */
export function messageJson(notices: readonly Notice[], dropped: number, sender: Sender): string {
  const text = messageText(notices, dropped, sender);
  return JSON.stringify({ ...sender, text, dropped, events: notices });
}

/** A mail as `sendmail -t` takes it. */
export function messageMail(
  addresses: { readonly from: string | undefined; readonly to: string },
  notices: readonly Notice[],
  { dropped, sender }: { readonly dropped: number; readonly sender: Sender },
): string {
  const head = [
    ...(addresses.from === undefined ? [] : [`From: ${addresses.from}`]),
    `To: ${addresses.to}`,
    `Subject: ${encodeWord(headline(notices, sender))}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    'Auto-Submitted: auto-generated',
  ];
  return `${head.join('\n')}\n\n${messageText(notices, dropped, sender)}`;
}

function describe({ name, group, state, expected, pid }: Notice): string {
  const process = namespec(group, name);
  const which = pid === undefined || pid === 0 ? process : `${process} (pid ${pid})`;
  return `${which} is ${state}${expected === false ? ' unexpectedly' : ''}`;
}

function lost(dropped: number): string[] {
  if (dropped === 0) return [];
  return ['', `${dropped} earlier ${dropped === 1 ? 'one was' : 'ones were'} dropped.`];
}

/** RFC 2047, for what is not ASCII. */
function encodeWord(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
}
