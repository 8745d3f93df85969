/** How the configuration files differ from what runs. */
import { computed, signal } from '@preact/signals';
import type { Pending } from '../../src/wire/api/config.ts';
import { get, permitted, post } from '../api/client.ts';
import { mayUpdate } from './rights.ts';

export const pending = signal<Pending | undefined>(undefined);

/** How many groups an update would touch. */
export const pendingCount = computed(() => {
  const { added = [], changed = [], removed = [] } = pending.value ?? {};
  return added.length + changed.length + removed.length;
});

/** Asks how what was last read differs; nothing for who may not know. @throws {ApiError} */
export async function loadPending(): Promise<void> {
  pending.value = await permitted(get<Pending>('config/pending'));
}

/**
 * Has the files read anew; who may not ask for that is shown how what was last read differs.
 *
 * @throws {ApiError} if they cannot be read
 */
export async function reread(): Promise<void> {
  if (mayUpdate.value) pending.value = await post<Pending>('config/reread');
  else await loadPending();
}
