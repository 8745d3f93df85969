/**
 * GET /logtail/NAME[/stdout|stderr] and GET /mainlogtail: the end of a log, and then what is added
 * to it for as long as the client wants.
 *
 * The log is read when the connection has taken what was read before, into memory that is used over
 * and over. A client that does not read keeps one piece of it and no more. Nothing is polled.
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

/** After so many pieces in a row others have their turn. */
const BURST = 8;

/** Room for pieces that is free. */
const rooms: Uint8Array[] = [];
const MOST_ROOMS = 16;

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

/** How many rotations it may have been away for. */
const MOST_COPIES = 10;

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
    copy: olderCopy(path, { id, offset }, files, MOST_COPIES),
    position: (file) => (fileId(file) === id && offset <= file.size ? offset : 0),
  };
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
        this.#sendPiece(response);
      } catch (error) {
        if (!isSystemError(error)) mainLog.critical(`cannot follow a log: ${String(error)}`);
        response.end();
      }
    };
    sayAtHandOver(response, () => {
      const { file, position } = this.#follower;
      return [[CONTINUE_HEADER, `${fileId(file)}:${position}`]];
    });
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
