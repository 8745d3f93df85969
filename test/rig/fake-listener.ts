/** An event listener on the fake system: it reads what it was sent, and says what a test wants. */

import type { GroupConfig, PoolConfig, ProcessConfig } from '../../src/config/config.ts';
import { groupConfig, processConfig } from './configs.ts';
import type { FakeChild, FakeOs } from './fake-os.ts';

/** The group of a pool that hears of remote events, with room for a hundred. */
export function poolGroup(
  name: string,
  pool: Partial<PoolConfig> = {},
  processes: readonly ProcessConfig[] = [processConfig(name)],
): GroupConfig {
  const usual: PoolConfig = {
    buffer_size: 100,
    events: ['REMOTE_COMMUNICATION'],
    result_handler: 'supervisor.dispatchers:default_handler',
    listener_restart: false,
  };
  return groupConfig(
    name,
    { kind: 'eventlistener', priority: -1, pool: { ...usual, ...pool } },
    processes,
  );
}

export class FakeListener {
  readonly child: FakeChild;
  readonly #os: FakeOs;

  constructor(os: FakeOs, child: FakeChild) {
    this.#os = os;
    this.child = child;
  }

  /** What it says arrives when the clock moves. */
  say(text: string): void {
    this.#os.say(this.child, 'stdout', text);
  }

  /** All it was sent since it read last. */
  read(): string {
    return this.child.stdin.drain().toString();
  }

  /** The types of the remote events it was sent since it read last. */
  heard(): string[] {
    return [...this.read().matchAll(/^type:(.*)$/gm)].map(([, type]) => type ?? '');
  }
}
