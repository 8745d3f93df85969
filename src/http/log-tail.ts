/**
 * GET /logtail/NAME[/stdout|stderr] and GET /mainlogtail: the end of a log, and then what is added
 * to it for as long as the client wants.
 *
 * The log is read when the connection has taken what was read before, so that a client that does
 * not read keeps one piece of the log in memory and no more. Nothing is polled.
 */
import { statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { isSystemError } from '../base/errors.ts';
import { type FollowableLog, Follower } from '../logs/follow.ts';
import type { Logger } from '../logs/logger.ts';
import type { LogListener } from '../logs/rotating-file.ts';
import type { Files } from '../os/port.ts';
import { splitNamespec } from '../wire/namespec.ts';
import { type Headers, SHOWN, sendError, writeHead } from './answer.ts';
import { subscribeByName } from './subscribe-by-name.ts';
import { pathOf } from './uri.ts';
import type { Exchange, World } from './world.ts';

/** Bytes that are read and handed to the connection at a time; a client that never reads costs one. */
const PIECE = 8192;

/** Keeps a proxy (nginx) from collecting the answer before it passes it on. */
const UNBUFFERED: Headers = [['X-Accel-Buffering', 'no']];

export function tailMainLog(world: World, { response }: Exchange): void {
  streamLog(world, response, () => world.daemon.mainLog, []);
}

export function tailProcessLog(world: World, { request, response }: Exchange): void {
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
  streamLog(world, response, () => find()?.[channel], UNBUFFERED);
}

/** @param find The log, if there is one now; asked again whenever that may have changed. */
function streamLog(
  { os, log: mainLog, registry }: World,
  response: ServerResponse,
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
  const stream = new LogStream({ path, subscribe }, os);
  writeHead(response, 200, [
    ['Last-Modified', modified.toUTCString()],
    ['Content-Type', 'text/plain;charset=utf-8'],
    ...headers,
    ...SHOWN,
  ]);
  stream.sendTo(response, mainLog);
}

/** Carries a log to a response, for as long as both last. */
class LogStream {
  readonly #follower: Follower;
  #pump = (): void => {};
  #scheduled: NodeJS.Immediate | undefined;

  /** @throws {SystemError} if the log cannot be opened. */
  constructor(log: FollowableLog & { readonly path: string }, files: Files) {
    this.#follower = new Follower(log, files, () => {
      this.#scheduled ??= setImmediate(this.#pump); // one look at the file for many lines
    });
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
