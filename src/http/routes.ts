/**
 * Which path is answered by what.
 *
 * A path belongs to the first route that has it, decoded: by prefix (`/RPC2/x` is `/RPC2`, `//RPC2`
 * is not), or whole. A page has only its own methods; of other methods it is no page, and the last
 * route answers, which has every path. A method that the route found does not have is a bad
 * request.
 *
 * To add a page or an endpoint: one entry in ROUTES. What few ask for is loaded when it is asked
 * for.
 */
import { sendBody } from './answer.ts';
import { tailMainLog, tailProcessLog } from './log-tail.ts';
import { decodedPath, pathOf, readForm } from './uri.ts';
import type { Exchange, World } from './world.ts';
import { answerCall } from './xmlrpc.ts';

export interface Route {
  readonly prefix?: string;
  /** The paths of a page, without the slash. */
  readonly pages?: readonly string[];
  readonly methods: readonly string[];
  /** Whether a request changes something even when it is a GET. POST always may. */
  changes?(url: string): boolean;
  run(world: World, exchange: Exchange): void | Promise<void>;
}

export const ROUTES: readonly Route[] = [
  {
    prefix: '/RPC2',
    methods: ['POST'],
    run: (world, { response, body }) => answerCall(world, body, response),
  },
  { prefix: '/logtail', methods: ['GET'], run: tailProcessLog },
  { prefix: '/mainlogtail', methods: ['GET'], run: tailMainLog },
  {
    pages: ['', 'index.html'],
    methods: ['GET', 'POST'],
    changes: (url) => readForm(url, '').has('action'),
    run: async (...request) => (await import('./pages/pages.ts')).answerStatus(...request),
  },
  {
    pages: ['tail.html'],
    methods: ['GET', 'POST'],
    run: async (...request) => (await import('./pages/pages.ts')).answerTail(...request),
  },
  {
    pages: ['ok.html'],
    methods: ['GET', 'POST'],
    run: (_world, { response }) => sendBody(response, 200, { type: 'text/plain', body: 'OK' }),
  },
  {
    methods: ['GET', 'HEAD'],
    run: async (_world, { request, response }) =>
      (await import('./static.ts')).answerFile(request, response),
  },
];

export function findRoute(method: string, url: string): Route | undefined {
  return ROUTES.find(({ prefix, pages, methods }) => {
    if (prefix !== undefined) return decodedPath(url).startsWith(prefix);
    return pages === undefined || (methods.includes(method) && pages.includes(pathOf(url)));
  });
}
