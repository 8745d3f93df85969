/** The page of events: every type, and what it tells. */
import { EVENT_TYPES, type EventType } from '../../src/wire/event-types.ts';
import { code, page, table } from './markdown.ts';

export function eventsPage(): string {
  return [
    page(
      'Events',
      'What `events=` of an `[eventlistener:x]` can list. A type without a payload is never sent: it stands for all below it.',
    ),
    table(
      ['type', 'below', 'payload', 'what has happened'],
      Object.entries(EVENT_TYPES).map(([name, type]: [string, EventType]) => [
        code(name),
        type.of === undefined ? '' : code(type.of),
        payloadOf(type),
        type.doc,
      ]),
    ),
    PROTOCOL,
  ].join('');
}

const PROTOCOL = `
## What a listener reads and says

A listener says \`READY\` and a newline on its standard output when it wants an event, and reads
one on its standard input: a line, and the payload.

\`\`\`
ver:3.0 server:supervisor serial:21 pool:listener poolserial:10 eventname:PROCESS_STATE_EXITED len:69
processname:web groupname:web from_state:RUNNING expected:0 pid:12555
\`\`\`

\`serial\` counts the events of the daemon, \`poolserial\` those of the pool. \`len\` counts
characters, not bytes: read the standard input as UTF-8.

It answers \`RESULT\`, a space, the length of its answer in bytes, a newline, and the answer: \`OK\`
is two bytes and accepts the event, anything else has it sent again. Nothing else may be written
to standard output.
`;

function payloadOf({ fields, ending }: EventType): string {
  if (fields === undefined) return '';
  const line = fields.map((field) => `${field}:…`).join(' ');
  const shown = line === '' ? 'nothing' : code(line);
  if (ending === undefined) return shown;
  return `${shown}, a newline${ending === 'data' ? ', and the data' : ''}`;
}
