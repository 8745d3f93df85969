/** Texts in src that are no messages: documentation, markup, protocols, words of the code itself. */
import type { Literal } from './literals.ts';

export interface Exception {
  /** A file, or the beginning of its path, below src. */
  readonly file: string;
  /** Only these, as skeletons; everything in the file if they are not listed. */
  readonly texts?: readonly string[];
  readonly why: string;
}

/** Fields of the tables that hold what manuals, help and samples are made of. */
const DOCUMENTING =
  /^(doc|summary|notes|forms|description|argument|shape|synopsis|expected|otherwise|since|about|first|does|label|opens):$/;

/** Calls that take words for developers, manuals, or the levels debug and below. */
const NOT_TOLD =
  /^(.*\.(debug|trace|blather)|new (InternalError|RangeError|TypeError)|forOption|words)\($/;

/** Calls that describe the fields of a request. */
const DESCRIBING = /^(string|integer|boolean|oneOf|list)\($/;

/** Whether a text is for manuals, for debugging, or about a bug of whoever calls. */
export function isDocumentation({ within }: Literal, file: string): boolean {
  return within.some(
    (each) =>
      DOCUMENTING.test(each) ||
      NOT_TOLD.test(each) ||
      (file.startsWith('http/api/') && DESCRIBING.test(each)),
  );
}

const CONTENT = 'what a command, a page or a mail shows when all is well';
const MARKUP = 'markup and headers of a protocol';
const WORDS = 'words that the code compares, or that stand for something in a message';

export const NO_MESSAGES: readonly Exception[] = [
  { file: 'bin/about.ts', why: CONTENT },
  { file: 'bin/flags.ts', texts: ['Usage: {} {}'], why: CONTENT },
  ...['kinds', 'openrc', 'systemd', 'sysv', 'unit'].map((name) => ({
    file: `bin/units/${name}.ts`,
    why: 'what stands in a unit, for an init system and whoever installs it',
  })),
  {
    file: 'bin/units/print-unit.ts',
    texts: [
      'PATH is set because node is in {}.',
      'as root',
      'as the user whose programs it starts',
      'supervisord as a service of {}. Save this as',
      'and run, {}:',
    ],
    why: CONTENT,
  },
  {
    file: 'daemon/service-manager.ts',
    texts: ['no programs', '{} of {} {} running'],
    why: 'what systemctl status shows when all is well',
  },
  { file: 'bin/visord-notify-flags.ts', texts: ['/usr/sbin/sendmail -t -i'], why: WORDS },
  {
    file: 'client/response-reader.ts',
    texts: ['status line', 'sized body', 'endless body', 'chunk size', 'chunk end'],
    why: WORDS,
  },
  {
    file: 'client/supervisor-client.ts',
    texts: [
      'Content-Type: text/xml\r\nAccept: text/xml\r\nContent-Length: {}',
      'Authorization: {}',
      'Host: {}\r\nUser-Agent: visord\r\n{}',
      '{} {} HTTP/1.1\r\n{}{}',
      'Bearer {}',
      'Basic {}',
    ],
    why: MARKUP,
  },
  { file: 'config/added-program.ts', texts: ['program options'], why: WORDS },
  { file: 'config/sample.ts', why: 'the sample configuration' },
  { file: 'config/sections/program.ts', texts: ['standard output', 'standard error'], why: WORDS },
  {
    file: 'core/transition.ts',
    texts: ['Attempted to kill {}, which is in BACKOFF state.'],
    why: 'told at level debug',
  },
  ...['compose', 'pm2', 'procfile', 'systemd', 'write'].map((name) => ({
    file: `ctl/import/${name}.ts`,
    why: 'comments beside programs that were imported',
  })),
  {
    file: 'ctl/import/draft.ts',
    texts: ['{} is no name that a program can have', 'lines of {} lose their indentation here'],
    why: 'comments beside programs that were imported',
  },
  { file: 'ctl/import/shell-text.ts', texts: ['exec {}{}', 'set -a', 'set +a'], why: MARKUP },
  { file: 'ctl/act.ts', why: 'the shape of a document' },
  {
    file: 'ctl/commands/',
    texts: [
      '{}: added process group',
      '{}: removed process group',
      '{}: updated process group',
      '{}: stopped',
      'Leave the shell',
      'Shut down',
      'Restarted supervisord',
      'in use',
      'Really restart the remote supervisord process y/N?',
      'Really shut the remote supervisord process down y/N?',
    ],
    why: CONTENT,
  },
  { file: 'ctl/completion-scripts.ts', why: 'scripts of shells' },
  { file: 'ctl/foreground.ts', texts: ['==> Press Ctrl-C to exit <=='], why: CONTENT },
  { file: 'ctl/log-labels.ts', why: CONTENT },
  { file: 'ctl/log-text.ts', texts: ['==> Press Ctrl-C to exit <=='], why: CONTENT },
  {
    file: 'ctl/minimal-update.ts',
    texts: [
      'added process group',
      'removed process group',
      'updated process group',
      'stopped and removed',
      'updated, not started',
    ],
    why: CONTENT,
  },
  {
    file: 'ctl/pending-changes.ts',
    texts: [
      'the order of its processes',
      'would be added',
      'would be stopped and removed',
      'would be updated',
      'would be stopped and made anew',
      'would be restarted',
      'would run on',
      'is new',
      'is gone',
      'has changed',
      '(needs no restart)',
    ],
    why: CONTENT,
  },
  { file: 'daemon/announcer.ts', why: 'the data of an event' },
  { file: 'daemon/channel-end-text.ts', why: 'told at level debug' },
  { file: 'daemon/life.ts', texts: ['there is no main log yet'], why: 'a bug' },
  { file: 'daemon/listener.ts', texts: ['Undecodable: {}'], why: WORDS },
  {
    file: 'daemon/send-signal.ts',
    texts: [
      'kill {} with sig {}',
      'send {} sig {}',
      'process group',
      'it probably just exited on its own: {}',
    ],
    why: 'told at level debug',
  },
  {
    file: 'events/pool.ts',
    texts: ['ver:3.0 server:{} serial:{} pool:{} poolserial:{} eventname:{} len:{}\n{}'],
    why: MARKUP,
  },
  { file: 'http/access-line.ts', why: 'a line of the access log, told at level trace' },
  {
    file: 'http/answer.ts',
    texts: [
      'Not Modified',
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      'HTTP/1.1 {} {}\r\n{}\r\n{}',
    ],
    why: MARKUP,
  },
  { file: 'http/api/log-access.ts', texts: ["attachment; filename*=UTF-8''{}"], why: MARKUP },
  { file: 'http/body.ts', why: WORDS },
  { file: 'http/http-server.ts', texts: ['too large', 'Basic realm="default"'], why: MARKUP },
  { file: 'http/metrics/', why: MARKUP },
  {
    file: 'http/pages/actions.ts',
    texts: [
      'Page refreshed at {}',
      'All stopped at {}',
      'All restarted at {}',
      'Process {} started',
      'Process {} stopped',
      'Process {} restarted',
      'Log for {} cleared',
    ],
    why: CONTENT,
  },
  { file: 'http/pages/pages.ts', texts: ['Thu, 01 Jan 1970 00:00:00 GMT'], why: MARKUP },
  { file: 'http/pages/status-page.ts', why: MARKUP },
  { file: 'http/pages/tail-page.ts', why: MARKUP },
  { file: 'http/stream/event-stream.ts', why: MARKUP },
  { file: 'kit/conversation.ts', why: MARKUP },
  { file: 'kit/crash.ts', why: 'the report of a crash' },
  { file: 'kit/notice.ts', why: 'a notice about a program' },
  { file: 'logs/output.ts', texts: ['Undecodable: {}'], why: 'told at level debug' },
  { file: 'os/errno.ts', texts: ['system error'], why: WORDS },
  { file: 'rpc/daemon.ts', texts: ['fell back', 'called off'], why: WORDS },
  { file: 'client/methods.ts', texts: ['fell back', 'called off'], why: WORDS },
  {
    file: 'ctl/commands/upgrade.ts',
    texts: ['Upgraded from {} to {} in {} ms'],
    why: CONTENT,
  },
  {
    file: 'daemon/upgrades.ts',
    texts: ['upgraded from {} to {} in {} ms', 'upgrade requested: the next program is tried'],
    why: CONTENT,
  },
  {
    file: 'rpc/describe.ts',
    texts: ['pid {}, uptime {}', 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'],
    why: CONTENT,
  },
  { file: 'rpc/method.ts', why: 'the help of a method' },
  { file: 'wire/api/', why: 'shapes of answers, which the reference is made of' },
  { file: 'wire/roles.ts', why: 'what the reference says of roles' },
];
