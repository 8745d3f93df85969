/** The command line of visord-notify. */
import { UserError } from '../base/errors.ts';
import { splitWords } from '../base/shell-words.ts';
import { type Codec, list, type Surroundings } from '../config/codec.ts';
import type { OutboxLimits } from '../kit/outbox.ts';
import type { Selection } from '../kit/selection.ts';
import { parseWebhook } from '../kit/webhook.ts';
import { type Command, parseFlags } from './flags.ts';
import { atLeast } from './numbers.ts';

const webhook: Codec<URL> = { expected: 'a URL', parse: parseWebhook, format: String };
const count = atLeast(0);
const some = atLeast(1);

export const VISORD_NOTIFY: Command = {
  synopsis: '(--webhook URL | --mail ADDRESSES) [OPTION...]',
  doc:
    'An event listener that sends a message when a program gives up or exits unexpectedly. ' +
    'Run it as [eventlistener:notify] with events=PROCESS_STATE.',
  positionals: false,
  flags: [
    {
      short: 'w',
      long: 'webhook',
      argument: 'URL',
      name: 'webhook',
      type: webhook,
      doc: 'Where to POST a JSON object for each message',
    },
    {
      short: 'm',
      long: 'mail',
      argument: 'ADDRESSES',
      name: 'mail',
      doc: 'Whom to send a mail for each message, separated by commas',
    },
    { long: 'sender', argument: 'ADDRESS', name: 'sender', doc: 'The sender of the mails' },
    {
      long: 'sendmail',
      argument: 'COMMAND',
      name: 'sendmail',
      doc: 'What sends a mail that it reads (default: /usr/sbin/sendmail -t -i)',
    },
    {
      short: 's',
      long: 'states',
      argument: 'PATTERNS',
      name: 'states',
      doc: 'Of which states to tell, separated by commas; `unexpected` is an unexpected exit (default: FATAL,unexpected)',
    },
    {
      short: 'p',
      long: 'programs',
      argument: 'PATTERNS',
      name: 'programs',
      doc: 'Of which groups or processes to tell, separated by commas (default: *)',
    },
    {
      long: 'gather',
      argument: 'SECONDS',
      name: 'gather',
      type: count,
      doc: 'How long a message waits for others to be told with it (default: 2)',
    },
    {
      long: 'pause',
      argument: 'SECONDS',
      name: 'pause',
      type: count,
      doc: 'The least time between two messages (default: 60)',
    },
    {
      long: 'retries',
      argument: 'N',
      name: 'retries',
      type: count,
      doc: 'How often to try again to send a message (default: 10)',
    },
    {
      long: 'timeout',
      argument: 'SECONDS',
      name: 'timeout',
      type: some,
      doc: 'How long sending may take (default: 5)',
    },
    {
      long: 'queue',
      argument: 'N',
      name: 'queue',
      type: some,
      doc: 'How many changes may wait to be told; older ones are dropped (default: 1000)',
    },
    { short: 'h', long: 'help', name: 'help', instead: true, doc: 'Print this text' },
    { short: 'v', long: 'version', name: 'version', instead: true, doc: 'Print the version' },
  ],
};

export interface NotifyCommandLine {
  readonly webhook: URL | undefined;
  readonly mail: { readonly to: string; readonly from: string | undefined } | undefined;
  readonly sendmail: readonly string[];
  readonly selection: Selection;
  readonly limits: OutboxLimits;
  readonly timeoutMs: number;
}

const DEFAULTS = {
  sendmail: '/usr/sbin/sendmail -t -i',
  states: 'FATAL,unexpected',
  programs: '*',
  gather: '2',
  pause: '60',
  retries: '10',
  timeout: '5',
  queue: '1000',
};

/**
 * Or the name of the flag that asks for something else.
 *
 * @throws {UserError}
 */
export function parseNotifyFlags(
  words: readonly string[],
  surroundings: Surroundings,
): NotifyCommandLine | string {
  const { instead, values: given } = parseFlags(VISORD_NOTIFY, words, surroundings);
  if (instead !== undefined) return instead;
  const values = { ...DEFAULTS, ...given };
  const { webhook, mail, sender } = given;
  if (webhook === undefined && mail === undefined) {
    throw new UserError('nothing to do: give --webhook, --mail, or both');
  }
  for (const text of [mail, sender]) refuseLines(text);
  const sendmail = splitWords(values.sendmail);
  if (sendmail.length === 0) throw new UserError('invalid value for --sendmail: no command');
  return {
    webhook: webhook === undefined ? undefined : parseWebhook(webhook),
    mail: mail === undefined ? undefined : { to: mail, from: sender },
    sendmail,
    selection: {
      states: list.parse(values.states, surroundings),
      programs: list.parse(values.programs, surroundings),
    },
    limits: {
      gatherMs: Number(values.gather) * 1000,
      pauseMs: Number(values.pause) * 1000,
      retries: Number(values.retries),
      most: Number(values.queue),
    },
    timeoutMs: Number(values.timeout) * 1000,
  };
}

/** A line break would begin another header. */
function refuseLines(text: string | undefined): void {
  if (text !== undefined && /[\r\n]/.test(text)) throw new UserError('an address is one line');
}
