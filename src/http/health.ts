/**
 * GET /healthz and /readyz: whether the daemon lives, and whether what it is to run does.
 *
 * It is ready when it is RUNNING and each process with `autostart` is where it should be: RUNNING,
 * EXITED with an expected status (its work is done), or being stopped, or stopped, by somebody. One
 * that has not been started yet, is STARTING, waits in BACKOFF, is FATAL or UNKNOWN, or has failed,
 * is not. Programs without `autostart` do not count.
 *
 * Nothing is said that outsiders should not know: numbers and states, but no names.
 */
import type { Daemon, Process } from '../rpc/daemon.ts';
import { sendBody } from './answer.ts';
import type { Exchange, World } from './world.ts';

type Asked = Pick<Exchange, 'response'>;

/** That there is an answer is the answer. */
export function answerHealth(_world: World, { response }: Asked): void {
  sendBody(response, 200, { type: 'text/plain', body: 'ok\n' });
}

export function answerReadiness({ live }: World, { response }: Asked): void {
  const reason = notReady(live.daemon);
  if (reason === undefined) sendBody(response, 200, { type: 'text/plain', body: 'ready\n' });
  else sendBody(response, 503, { type: 'text/plain', body: `not ready: ${reason}\n` });
}

/** Such as `1 FATAL, 2 STARTING`; undefined if it is ready. */
export function notReady({ state, groups }: Pick<Daemon, 'state' | 'groups'>): string | undefined {
  if (state !== 'RUNNING') return `supervisord is in ${state}`;
  const waiting = new Map<string, number>();
  for (const { processes } of groups.values()) {
    for (const process of processes) {
      if (!process.config.autostart || isReady(process)) continue;
      waiting.set(process.state, (waiting.get(process.state) ?? 0) + 1);
    }
  }
  if (waiting.size === 0) return undefined;
  return [...waiting]
    .map(([name, count]) => `${count} ${name}`)
    .sort()
    .join(', ');
}

function isReady(process: Process): boolean {
  switch (process.state) {
    case 'RUNNING':
    case 'STOPPING':
      return true;
    case 'STOPPED':
      return process.startedAt > 0;
    case 'EXITED':
      return process.config.exitcodes.includes(process.exitStatus);
    case 'STARTING':
    case 'BACKOFF':
    case 'FATAL':
    case 'UNKNOWN':
      return false;
  }
}
