/** What happens during a soak. To add something, add an entry. */
import { randomBytes } from 'node:crypto';
import type { Daemon } from '../rig/daemon.ts';
import { callRequest, RawClient } from '../rig/raw-client.ts';
import { Fault, request } from '../rig/xmlrpc.ts';
import type { Random } from '../simulation/random.ts';

/** What an action may use. */
export interface Scene {
  readonly daemon: Daemon;
  readonly random: Random;
  /** The name of some process that crashes and restarts. */
  anybody(): string;
  /** Writes a configuration with so many processes of `extra`, and has `supervisorctl` carry it out. */
  update(count: number): Promise<void>;
  /** Another supervisord takes over, when nobody waits for an answer. */
  upgrade(): Promise<void>;
}

export interface Action {
  readonly name: string;
  /** How often it is chosen, compared with the others. */
  readonly weight: number;
  /** Others wait for it, and it for them. */
  readonly isAlone?: boolean;
  run(scene: Scene): Promise<unknown>;
}

export const ACTIONS: readonly Action[] = [
  {
    name: 'stop and start one',
    weight: 10,
    async run({ daemon, anybody }) {
      const name = anybody();
      await refusable(daemon.rpc('stopProcess', name));
      await refusable(daemon.rpc('startProcess', name, false));
    },
  },
  {
    name: 'signal one',
    weight: 10,
    run: ({ daemon, random, anybody }) =>
      refusable(daemon.rpc('signalProcess', anybody(), random.pick(['TERM', 'KILL', 'HUP']) ?? '')),
  },
  {
    name: 'update',
    weight: 1,
    run: ({ random, update }) => update(random.below(20)),
  },
  {
    name: 'upgrade',
    weight: 1,
    isAlone: true,
    run: ({ upgrade }) => upgrade(),
  },
  {
    name: 'reopen logs',
    weight: 1,
    run: async ({ daemon }) => daemon.signal('SIGUSR2'),
  },
  {
    name: 'clear a log',
    weight: 2,
    run: ({ daemon, anybody }) => refusable(daemon.rpc('clearProcessLogs', anybody())),
  },
  {
    name: 'look at everything',
    weight: 5,
    async run({ daemon, anybody }) {
      await daemon.rpc('getAllProcessInfo');
      await refusable(daemon.rpc('tailProcessStdoutLog', anybody(), 0, 10_000));
      for (const path of ['/', '/metrics', '/api/v1/processes', '/api/v1/config/pending']) {
        await request({ socketPath: daemon.paths.socket }, { path });
      }
    },
  },
  {
    name: 'events for listeners',
    weight: 5,
    async run({ daemon }) {
      for (let count = 0; count < 20; count++) {
        await daemon.rpc('sendRemoteCommEvent', 'soak', 'x'.repeat(1000));
      }
    },
  },
  {
    name: 'follow and go away',
    weight: 5,
    async run({ daemon, random, anybody }) {
      const log = `/logtail/${encodeURIComponent(anybody())}`;
      const path = random.pick([log, '/mainlogtail', '/api/v1/events']) ?? '';
      using client = new RawClient(daemon.paths.socket);
      await client.send(`GET ${path} HTTP/1.1`, 'Host: localhost', '', '').until(/^HTTP\/1.1 /);
    },
  },
  {
    name: 'hostile requests',
    weight: 10,
    async run({ daemon, random }) {
      using client = new RawClient(daemon.paths.socket);
      client.send(random.pick(HOSTILE)?.() ?? '');
      client.socket.end();
      await client.ended;
    },
  },
];

const HOSTILE: readonly (() => string)[] = [
  () => randomBytes(4096).toString('latin1'),
  () => 'GET / HTTP/1.1\r\nHost:',
  () => `POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: ${2 ** 40}\r\n\r\n<methodCall>`,
  () => `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  () => `GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(5000)}\r\n`,
  () => callRequest('supervisor.getState', '<a>'.repeat(10_000)),
  () => callRequest('supervisor.__proto__.constructor'),
  () => callRequest('system.multicall', '<params><param><value>1</value></param></params>'),
  () => 'POST /api/v1/processes/x/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n{"a":',
  () => 'PUT /RPC2 HTTP/9.9\r\n\r\n'.repeat(100),
];

/** A process may be in no state for it, or gone. */
async function refusable(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
}
