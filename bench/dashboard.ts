/**
 * An open dashboard as its daemon sees it: the requests of `web/store/connection.ts`.
 *
 *   openDashboards(socket, count)  ->  their streams, which stay open, once everything has been asked for
 *
 * Nothing is drawn. It asks over the unix socket, of which no port has to be found.
 */
import { once } from 'node:events';
import { Agent, type ClientRequest, get, type IncomingMessage } from 'node:http';
import type { ChosenType } from '../src/wire/api/stream.ts';

/** What the dashboard listens to. */
const TYPES = ['state', 'group', 'config', 'supervisor', 'usage'] as const satisfies ChosenType[];

type Dashboard = Disposable & { changes(): number };

export interface Dashboards extends Disposable {
  /** How many changes of state each has been told of. @throws {Error} if a stream has ended */
  changes(): number[];
}

/** @throws {Error} if the daemon answers anything but what was asked for */
export async function openDashboards(socketPath: string, count: number): Promise<Dashboards> {
  const open: Dashboard[] = [];
  while (open.length < count) open.push(await openDashboard(socketPath));
  return {
    changes: () => open.map((dashboard) => dashboard.changes()),
    [Symbol.dispose]() {
      for (const dashboard of open) dashboard[Symbol.dispose]();
    },
  };
}

async function openDashboard(socketPath: string): Promise<Dashboard> {
  const agent = new Agent({ keepAlive: true });
  const { request, response } = await ask(socketPath, `events?types=${TYPES.join(',')}`, agent);
  const counter = new FrameCounter('state');
  response.setEncoding('utf8').on('data', (text: string) => counter.add(text));
  const read = async (path: string) => {
    const { response } = await ask(socketPath, path, agent);
    await once(response.resume(), 'end');
  };
  await read('processes');
  await Promise.all(['version', 'host', 'config'].map(read));
  await read('config/pending');
  return {
    changes() {
      if (response.closed) throw new Error('the stream of a dashboard has ended');
      return counter.count;
    },
    [Symbol.dispose]() {
      request.destroy();
      agent.destroy();
    },
  };
}

/** Counts the events of a type in a stream that comes in pieces. */
export class FrameCounter {
  count = 0;
  readonly #head: string;
  #rest = '';

  constructor(type: string) {
    this.#head = `event: ${type}`;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    this.count += lines.filter((line) => line === this.#head).length;
  }
}

async function ask(
  socketPath: string,
  path: string,
  agent: Agent,
): Promise<{ readonly request: ClientRequest; readonly response: IncomingMessage }> {
  const request = get({ socketPath, path: `/api/v1/${path}`, agent });
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (response?.statusCode !== 200) throw new Error(`${path}: ${response?.statusCode}`);
  return { request, response };
}
