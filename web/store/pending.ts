/** How the configuration files differ from what runs. */
import { computed, signal } from '@preact/signals';
import type { Pending } from '../../src/wire/api/config.ts';
import { ApiError, get, post } from '../api/client.ts';

export const pending = signal<Pending | undefined>(undefined);

/** How many groups an update would touch. */
export const pendingCount = computed(() => {
  const { added = [], changed = [], removed = [] } = pending.value ?? {};
  return added.length + changed.length + removed.length;
});

/** Asks how what was last read differs. @throws {ApiError} */
export async function loadPending(): Promise<void> {
  pending.value = await get<Pending>('config/pending');
}

const FORBIDDEN = 403;

/**
 * Has the files read anew; who may not ask for that is shown how what was last read differs.
 *
 * @throws {ApiError} if they cannot be read
 */
export async function reread(): Promise<void> {
  try {
    pending.value = await post<Pending>('config/reread');
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== FORBIDDEN) throw error;
    await loadPending();
  }
}
