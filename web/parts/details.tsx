/** What there is to say about a process beside its pid and uptime: deadlines, exits, errors. */
import type { Exit, ProcessInfo } from '../../src/wire/api/process.ts';
import { now } from '../store/clock.ts';
import { duration } from '../text/format.ts';
import type { MessageKey } from '../text/messages.ts';
import { language, t } from '../text/translate.ts';

const DEADLINES = { retry: 'retriesIn', running: 'upIn', kill: 'killIn' } as const satisfies Record<
  string,
  MessageKey
>;

export function Details({ process }: { readonly process: ProcessInfo }) {
  const { pid, description, deadline, spawnError } = process;
  const said = pid === null ? (spawnError ?? description) : '';
  if (deadline === null) return <>{said}</>;
  const seconds = Math.ceil((Date.parse(deadline.at) - now.value) / 1000);
  const next = t(DEADLINES[deadline.kind], { time: duration(language, seconds) });
  return <>{said === '' ? next : `${said} · ${next}`}</>;
}

/** `exit status 2`, `ended by SIGKILL`. */
export function exitText({ status, signal }: Exit): string {
  return signal === null ? t('exitedWith', { status: status ?? '?' }) : t('endedBy', { signal });
}
