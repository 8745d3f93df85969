/**
 * Which path is answered by what.
 *
 * A path belongs to the first route whose prefix it begins with, as it stands in the request
 * (`/RPC2/x` is `/RPC2`). A method that a route does not have is a bad request.
 *
 * To add a page or an endpoint: one entry in ROUTES.
 */
import { tailMainLog, tailProcessLog } from './log-tail.ts';
import type { Exchange, World } from './world.ts';
import { answerCall } from './xmlrpc.ts';

export interface Route {
  readonly prefix: string;
  readonly methods: readonly string[];
  /** The request must say how long its body is. */
  readonly needsLength?: boolean;
  run(world: World, exchange: Exchange): void | Promise<void>;
}

export const ROUTES: readonly Route[] = [
  {
    prefix: '/RPC2',
    methods: ['POST'],
    needsLength: true,
    run: (world, { response, body }) => answerCall(world, body, response),
  },
  { prefix: '/logtail', methods: ['GET'], run: tailProcessLog },
  { prefix: '/mainlogtail', methods: ['GET'], run: tailMainLog },
];

export function findRoute(url: string): Route | undefined {
  return ROUTES.find(({ prefix }) => url.startsWith(prefix));
}
