/** What went wrong, in the reader's words where there are some. */
import type { FaultName } from '../../src/wire/faults.ts';
import { ApiError } from '../api/client.ts';
import { MESSAGES, type MessageKey } from './messages.ts';
import { t } from './translate.ts';

export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  if (error.status === 0) return t('unreachable');
  return error.fault === undefined ? error.message : explainFault(error.fault, error.message);
}

/** @param detail What the daemon says, for faults that we have no words for, or that say more */
export function explainFault(fault: FaultName, detail: string): string {
  if (!(fault in MESSAGES)) return detail;
  const known = t(fault as MessageKey);
  const [, more = ''] = /^[A-Z_]+: (.*)$/s.exec(detail) ?? [];
  return fault === 'FAILED' || fault === 'CANT_REREAD' ? `${known} ${more}`.trim() : known;
}
