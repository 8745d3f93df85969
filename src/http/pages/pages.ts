/**
 * The pages for people: `/`, `/index.html` and `/tail.html`, plain HTML that needs no script.
 *
 * They know what any client can know: everything comes from the methods of `supervisor`, which
 * are there for the pages whatever namespaces the configuration offers to others. This file reads
 * the form, calls, and sends; what a page looks like is in `status-page.ts` and `tail-page.ts`.
 */
import type { ServerResponse } from 'node:http';
import { compareText } from '../../base/python-text.ts';
import { type Principal, permits } from '../../core/access.ts';
import type { Methods } from '../../rpc/method.ts';
import { METHODS } from '../../rpc/methods.ts';
import { Registry } from '../../rpc/registry.ts';
import { RpcFault } from '../../wire/faults.ts';
import { SUPERVISOR_VERSION } from '../../wire/versions.ts';
import { errorPage, type Headers, SHOWN, sendError, writeHead } from '../answer.ts';
import { quote, readForm } from '../uri.ts';
import type { Exchange, World } from '../world.ts';
import { ACTING, isPermitted, perform } from './actions.ts';
import type { Html } from './html.ts';
import { type Row, statusPage } from './status-page.ts';
import { tailPage } from './tail-page.ts';

const UNCACHED: Headers = [
  ['Pragma', 'no-cache'],
  ['Cache-Control', 'no-cache'],
  ['Expires', 'Thu, 01 Jan 1970 00:00:00 GMT'],
];

/** Performs the action that the form asks for and sends the browser back, or shows the page. */
export async function answerStatus(world: World, exchange: Exchange): Promise<void> {
  const { request, response, body, principal } = exchange;
  const form = readForm(request.url ?? '', body);
  const methods = methodsOf(world, principal);
  const now = new Date(world.clock.wall());
  const action = form.get('action');
  if (action === undefined) {
    const rows = await readRows(methods);
    const message = form.get('message');
    const year = now.getFullYear();
    const offersActions = permits(principal, ACTING);
    const page = { rows, message, version: SUPERVISOR_VERSION, year, offersActions };
    return sendPage(response, statusPage(page));
  }
  if (!isPermitted(action, principal)) return sendError(response, 403);
  const scene = { methods, daemon: world.daemon, now };
  const message = await perform(action, form.get('processname'), scene);
  if (message === undefined) return sendError(response, 500);
  redirect(response, `./?message=${quote(message)}`);
}

const LEAST_BYTES = 1024;
/** The largest number that travels in a call. */
const MOST_BYTES = 2 ** 31 - 1;

export async function answerTail(world: World, exchange: Exchange): Promise<void> {
  const { request, response, body, principal } = exchange;
  const form = readForm(request.url ?? '', body);
  const name = form.get('processname');
  const asked = form.get('limit') ?? '';
  const limitBytes = /^\d+$/.test(asked)
    ? Math.min(Math.max(Number(asked), LEAST_BYTES), MOST_BYTES)
    : LEAST_BYTES;
  const text =
    name === undefined
      ? 'No process name found'
      : await readTail(methodsOf(world, principal), name, limitBytes);
  sendPage(response, tailPage({ name, limitBytes, text }));
}

async function readTail(methods: Methods, name: string, limitBytes: number): Promise<string> {
  try {
    return String(await methods.invoke('supervisor.readProcessStdoutLog', [name, -limitBytes, 0]));
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    if (error.fault === 'NO_FILE') return `No file for ${name}`;
    return `ERROR: unexpected rpc fault [${error.code}] ${error.message}`;
  }
}

function methodsOf({ daemon, os, log, audit }: World, principal: Principal): Methods {
  return new Registry(METHODS, ['supervisor'], { daemon, files: os, log, audit }).as(principal);
}

/** By group, then by name. */
async function readRows(methods: Methods): Promise<Row[]> {
  // The method's answer has these fields: they are what it is for.
  const rows = (await methods.invoke('supervisor.getAllProcessInfo', [])) as unknown as Row[];
  return rows.toSorted((a, b) => compareText(a.group, b.group) || compareText(a.name, b.name));
}

function sendPage(response: ServerResponse, { markup }: Html): void {
  const bytes = Buffer.from(markup);
  writeHead(response, 200, [
    ['Content-Type', 'text/html;charset=utf-8'],
    ...UNCACHED,
    ...SHOWN,
    ['Content-Length', String(bytes.length)],
  ]);
  response.end(bytes);
}

function redirect(response: ServerResponse, location: string): void {
  const page = errorPage(301);
  writeHead(response, 301, [
    ['Location', location],
    ['Content-Type', 'text/html'],
    ...UNCACHED,
    ['Content-Length', String(page.length)],
  ]);
  response.end(page);
}
