/**
 * GET /logtail/NAME[/stdout|stderr] and GET /mainlogtail: the end of a log, and then what is added
 * to it for as long as the client wants.
 *
 * The log is read when the connection has taken what was read before, so that a client that does
 * not read keeps one piece of the log in memory and no more. Nothing is polled.
 *
 * When another program takes over, a trailer says where in the log the client has come to, who may
 * ask for the rest in a header of that name.
 */
import { statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { isSystemError } from '../base/errors.ts';
import { fileId } from '../logs/file-id.ts';
import { type FollowableLog, Follower, type Start } from '../logs/follow.ts';
import { olderCopy } from '../logs/log-position.ts';
import type { Logger } from '../logs/logger.ts';
import type { LogListener } from '../logs/rotating-file.ts';
import type { Files } from '../os/port.ts';
import { CONTINUE_HEADER } from '../wire/log-stream.ts';
import { splitNamespec } from '../wire/namespec.ts';
import { type Headers, SHOWN, sayAtHandOver, sendError, writeHead } from './answer.ts';
import { subscribeByName } from './subscribe-by-name.ts';
import { pathOf } from './uri.ts';
import type { Exchange, World } from './world.ts';

/** Bytes that are read and handed to the connection at a time; a client that never reads costs one. */
const PIECE = 8192;

/** Keeps a proxy (nginx) from collecting the answer before it passes it on. */
const UNBUFFERED: Headers = [['X-Accel-Buffering', 'no']];

export function tailMainLog(world: World, exchange: Exchange): void {
  streamLog(world, exchange, () => world.daemon.mainLog, []);
}

export function tailProcessLog(world: World, exchange: Exchange): void {
  const { request, response } = exchange;
  const [, name, ...rest] = pathOf(request.url ?? '').split('/');
  if (name === undefined) {
    sendError(response, 500); // bare /logtail, as in the original
    return;
  }
  const channel = rest.length === 0 ? 'stdout' : rest.join('/');
  if (channel !== 'stdout' && channel !== 'stderr') {
    sendError(response, 404);
    return;
  }
  const { group, process } = splitNamespec(name);
  const find = () => world.daemon.groups.get(group)?.processes.find((it) => it.name === process);
  streamLog(world, exchange, () => find()?.[channel], UNBUFFERED);
}

/** @param find The log, if there is one now; asked again whenever that may have changed. */
function streamLog(
  { os, log: mainLog, registry }: World,
  { request, response }: Exchange,
  find: () => FollowableLog | undefined,
  headers: Headers,
): void {
  const path = find()?.path;
  const modified = path && statSync(path, { throwIfNoEntry: false })?.mtime;
  if (!path || !modified) {
    sendError(response, 404);
    return;
  }
  const subscribe = (listener: LogListener) => subscribeByName(find, registry, listener);
  const start = startAt(path, request.headers[CONTINUE_HEADER], os);
  const stream = new LogStream({ path, subscribe }, os, start);
  writeHead(response, 200, [
    ['Last-Modified', modified.toUTCString()],
    ['Content-Type', 'text/plain;charset=utf-8'],
    ...headers,
    ...SHOWN,
  ]);
  stream.sendTo(response, mainLog);
}

/** Where a client that has come back goes on; at the beginning, if that file is gone. */
function startAt(
  path: string,
  header: string | string[] | undefined,
  files: Files,
): Start | undefined {
  const [, id, digits] = /^([\d-]{3,64}):(\d{1,15})$/.exec(String(header)) ?? [];
  if (id === undefined) return undefined;
  const offset = Number(digits);
  return {
    path: olderCopy(path, { id, offset }, files),
    position: (file) => (fileId(file) === id && offset <= file.size ? offset : 0),
  };
}

/** Carries a log to a response, for as long as both last. */
class LogStream {
  readonly #follower: Follower;
  #pump = (): void => {};
  #scheduled: NodeJS.Immediate | undefined;

  /** @throws {SystemError} if the log cannot be opened. */
  constructor(log: FollowableLog & { readonly path: string }, files: Files, start?: Start) {
    const ready = (): void => {
      this.#scheduled ??= setImmediate(this.#pump); // one look at the file for many lines
    };
    this.#follower = new Follower(log, files, ready, start);
  }

  sendTo(response: ServerResponse, mainLog: Logger): void {
    this.#pump = () => {
      this.#scheduled = undefined;
      try {
        this.#sendPieces(response);
      } catch (error) {
        if (!isSystemError(error)) mainLog.critical(`cannot follow a log: ${String(error)}`);
        response.end();
      }
    };
    sayAtHandOver(response, () => {
      const { file, position } = this.#follower;
      return [[CONTINUE_HEADER, `${fileId(file)}:${position}`]];
    });
    response.on('drain', this.#pump);
    response.on('close', () => {
      clearImmediate(this.#scheduled);
      response.off('drain', this.#pump);
      this.#follower.close();
    });
    response.flushHeaders();
    this.#pump();
  }

  #sendPieces(response: ServerResponse): void {
    while (!response.writableEnded && !response.writableNeedDrain) {
      const bytes = this.#follower.next(PIECE);
      if (bytes === undefined) return; // the follower calls when there is more
      response.write(bytes);
    }
  }
}
