/** The stream of everything that happens. */
import { seesGroup } from '../../../core/access.ts';
import { LogFeed } from '../../../logs/log-feed.ts';
import type { Process } from '../../../rpc/daemon.ts';
import { findProcess } from '../../../rpc/methods/find.ts';
import { list, oneOf, optional, string } from '../../../wire/api/schema.ts';
import {
  CHOSEN_TYPES,
  type ChosenType,
  NEWS_TYPES,
  STREAM_EVENTS,
} from '../../../wire/api/stream.ts';
import { namespec as nameOf, splitNamespec } from '../../../wire/namespec.ts';
import { writeHead } from '../../answer.ts';
import { EventStream, type LogName } from '../../stream/event-stream.ts';
import { parseStreamId } from '../../stream/stream-id.ts';
import { subscribeByName } from '../../subscribe-by-name.ts';
import { type Context, defineStream } from '../operation.ts';
import { Refusal } from '../refusal.ts';

/** Each is an open file. */
const MOST_LOGS = 16;

export const followEvents = defineStream({
  name: 'followEvents',
  method: 'GET',
  path: '/events',
  role: 'viewer',
  doc: 'Sends what happens, from now on or from where an earlier stream has ended, as Server-Sent Events.',
  query: {
    types: optional(
      list(
        oneOf(CHOSEN_TYPES, 'A type of event'),
        'What to send; if not given, all but `log` and `usage`, and these if `log` and `usage` are given',
      ),
    ),
    log: optional(
      list(string('`web:stdout`, `group:name:stderr`'), 'The logs to send', {
        maxItems: MOST_LOGS,
      }),
    ),
    usage: optional(
      list(string('`web`, `group:name`'), 'The processes of whose usage to send all details', {
        maxItems: MOST_LOGS,
      }),
    ),
    lastEventId: optional(
      string('The same as the header `Last-Event-ID`, for clients that cannot send that', {
        maxLength: 1000,
      }),
    ),
  },
  answer: {
    type: 'text/event-stream',
    doc: 'Events, until one of both hangs up.',
    events: STREAM_EVENTS,
  },
  faults: ['BAD_NAME'],
  async send(context, values, { request, response }) {
    const { daemon, live, files } = context;
    const types = new Set<ChosenType>(values.types ?? NEWS_TYPES);
    if (values.types === undefined && values.log !== undefined) types.add('log');
    if (values.types === undefined && values.usage !== undefined) types.add('usage');
    const logs = (types.has('log') ? values.log : undefined) ?? [];
    const names = logs.map((text) => logName(context, text));
    const detailed = (values.usage ?? []).map((name) => nameOfProcess(context, name));
    const usage = types.has('usage') ? await live.usage() : undefined;
    const broadcast = await live.broadcast();
    if (response.destroyed) return;
    writeHead(response, 200, [
      ['Content-Type', 'text/event-stream'],
      ['Cache-Control', 'no-store'],
      ['X-Accel-Buffering', 'no'], // keeps a proxy (nginx) from collecting it
    ]);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const last = values.lastEventId ?? request.headers['last-event-id'];
    const from = typeof last === 'string' ? parseStreamId(last) : undefined;
    new EventStream(response, {
      types,
      sees: (group) => seesGroup(context.principal, group),
      broadcast,
      clock: daemon.clock,
      usage,
      from,
      detailed: () => new Set(detailed.flatMap((name) => processOf(context, name) ?? [])),
      openLogs: (ready) =>
        names.map((name, index) => {
          const log = followable(context, name);
          const place = from?.logs.length === names.length ? from.logs[index] : undefined;
          return { name, feed: new LogFeed(log, files, ready, place) };
        }),
    });
  },
});

/**
 * @param text `namespec:channel`
 * @throws {RpcFault | Refusal} if there is no such process, or no such log
 */
function logName(context: Context, text: string): LogName {
  const [, name = '', channel] = /^(.*):(stdout|stderr)$/s.exec(text) ?? [];
  if (channel !== 'stdout' && channel !== 'stderr') {
    throw new Refusal(400, `log must be like web:stdout or group:name:stderr`, { field: 'log' });
  }
  return { namespec: nameOfProcess(context, name), channel };
}

/** @throws {RpcFault} BAD_NAME */
function nameOfProcess({ daemon }: Context, namespec: string): string {
  const { group, name } = findProcess(daemon, namespec);
  return nameOf(group, name);
}

/** The process that has the name now, which need not be the one that had it. */
function processOf({ daemon }: Context, namespec: string): Process | undefined {
  const { group, process } = splitNamespec(namespec);
  return daemon.groups.get(group)?.processes.find(({ name }) => name === process);
}

/** A log by its name, whichever process has that. */
function followable(context: Context, { namespec, channel }: LogName) {
  const find = () => processOf(context, namespec)?.[channel];
  return {
    get path() {
      return find()?.path;
    },
    subscribe: (listener: Parameters<typeof subscribeByName>[2]) =>
      subscribeByName(find, context.calls, listener),
  };
}
