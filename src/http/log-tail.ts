/**
 * GET /logtail/NAME[/stdout|stderr] and GET /mainlogtail: the end of a log, and then what is added
 * to it for as long as the client wants.
 *
 * The log is read when the connection has taken what was read before, into memory that is used over
 * and over. A client that does not read keeps one piece of it and no more. Nothing is polled.
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

/** After so many pieces in a row others have their turn. */
const BURST = 8;

/** Room for pieces that is free. */
const rooms: Uint8Array[] = [];
const MOST_ROOMS = 16;

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
  #isSending = false;
  /** Pieces in a row. */
  #burst = 0;

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
        this.#sendPiece(response);
      } catch (error) {
        if (!isSystemError(error)) mainLog.critical(`cannot follow a log: ${String(error)}`);
        response.end();
      }
    };
    response.on('close', () => {
      clearImmediate(this.#scheduled);
      this.#follower.close();
    });
    response.flushHeaders();
    this.#pump();
  }

  #sendPiece(response: ServerResponse): void {
    if (this.#isSending || response.writableEnded || response.destroyed) return;
    const room = rooms.pop() ?? new Uint8Array(PIECE);
    const bytes = this.#follower.next(PIECE, room);
    if (bytes === undefined) {
      rooms.push(room);
      this.#burst = 0;
      return; // the follower calls when there is more
    }
    this.#isSending = true;
    response.write(bytes, (error) => {
      if (error) return; // the connection is closed; the system may still hold the room
      if (rooms.length < MOST_ROOMS) rooms.push(room);
      this.#isSending = false;
      this.#burst = (this.#burst + 1) % BURST;
      if (this.#burst === 0) this.#scheduled ??= setImmediate(this.#pump);
      else this.#pump();
    });
  }
}
