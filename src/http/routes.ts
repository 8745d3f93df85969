/**
 * Which path is answered by what.
 *
 * A path belongs to the first route that has it, decoded: by prefix (`/RPC2/x` is `/RPC2`, `//RPC2`
 * is not), or whole. A page has only its own methods; of other methods it is no page, and the last
 * route answers, which has every path. A method that the route found does not have is a bad
 * request, unless the route takes all of them and tells so itself.
 *
 * To add a page or an endpoint: one entry in ROUTES. What few ask for is loaded when it is asked
 * for.
 */
import type { Demand } from '../core/access.ts';
import { type ErrorStatus, type Headers, sendBody } from './answer.ts';
import { tailMainLog, tailProcessLog } from './log-tail.ts';
import { decodedPath, pathOf, readForm } from './uri.ts';
import type { Exchange, World } from './world.ts';
import { answerCall, refuseCall } from './xmlrpc.ts';

export interface Route extends Demand {
  readonly prefix?: string;
  /** The paths of a page, without the slash. */
  readonly pages?: readonly string[];
  readonly methods: readonly string[] | 'all';
  /** Whether a request changes something even when it is a GET. Those that are no GET always may. */
  changes?(url: string): boolean;
  /** It tells how the daemon is: to everybody, with `health_without_auth`. */
  readonly isHealth?: boolean;
  /** Bytes that the body of a request may have, if that is less than the server allows. */
  readonly maxBytes?: number;
  /** Whether a POST may leave out how long its body is. */
  readonly anyLength?: boolean;
  /** How a request is told that it is refused; with the page of the original if this is not there. */
  refuse?(
    exchange: Pick<Exchange, 'request' | 'response'>,
    status: ErrorStatus,
    headers: Headers,
  ): void | Promise<void>;
  run(world: World, exchange: Exchange): void | Promise<void>;
}

export const ROUTES: readonly Route[] = [
  {
    prefix: '/RPC2',
    methods: ['POST'],
    role: 'viewer', // the methods have roles of their own
    refuse: refuseCall,
    run: answerCall,
  },
  {
    prefix: '/api/',
    methods: 'all',
    role: 'viewer', // the operations have roles of their own
    maxBytes: 1024 * 1024,
    anyLength: true,
    refuse: async (...refusal) => (await import('./api/answer.ts')).refuseApi(...refusal),
    run: async (...request) => (await import('./api/answer.ts')).answerApi(...request),
  },
  {
    prefix: '/dashboard/',
    methods: ['GET', 'HEAD'],
    role: 'viewer',
    run: async (_world, { request, response }) =>
      (await import('./static.ts')).answerDashboard(request, response),
  },
  { prefix: '/logtail', methods: ['GET'], role: 'viewer', run: tailProcessLog },
  { prefix: '/mainlogtail', methods: ['GET'], role: 'viewer', whole: true, run: tailMainLog },
  {
    pages: ['', 'index.html'],
    methods: ['GET', 'POST'],
    role: 'viewer', // the methods that its buttons call have their own
    changes: (url) => readForm(url, '').has('action'),
    run: async (...request) => (await import('./pages/pages.ts')).answerStatus(...request),
  },
  {
    pages: ['tail.html'],
    methods: ['GET', 'POST'],
    role: 'viewer',
    run: async (...request) => (await import('./pages/pages.ts')).answerTail(...request),
  },
  {
    pages: ['ok.html'],
    methods: ['GET', 'POST'],
    role: 'viewer',
    run: (_world, { response }) => sendBody(response, 200, { type: 'text/plain', body: 'OK' }),
  },
  {
    pages: ['healthz'],
    methods: ['GET', 'HEAD'],
    role: 'viewer',
    isHealth: true,
    run: async (...request) => (await import('./health.ts')).answerHealth(...request),
  },
  {
    pages: ['readyz'],
    methods: ['GET', 'HEAD'],
    role: 'viewer',
    isHealth: true,
    run: async (...request) => (await import('./health.ts')).answerReadiness(...request),
  },
  {
    pages: ['metrics'],
    methods: ['GET', 'HEAD'],
    role: 'viewer',
    run: async (...request) => (await import('./metrics/answer.ts')).answerMetrics(...request),
  },
  {
    methods: ['GET', 'HEAD'],
    role: 'viewer',
    run: async (_world, { request, response }) =>
      (await import('./static.ts')).answerFile(request, response),
  },
];

export function findRoute(method: string, url: string): Route | undefined {
  return ROUTES.find(({ prefix, pages, methods }) => {
    if (prefix !== undefined) return decodedPath(url).startsWith(prefix);
    return pages === undefined || (takes(methods, method) && pages.includes(pathOf(url)));
  });
}

export function takes(methods: Route['methods'], method: string): boolean {
  return methods === 'all' || methods.includes(method);
}
