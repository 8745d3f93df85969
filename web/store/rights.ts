/** What the reader may do. Nothing is known of it, and nothing offered, until the daemon has said. */
import { computed } from '@preact/signals';
import { version } from './daemon.ts';

export const reader = computed(() => version.value?.you);

/** Start, stop and signal processes, write to them and clear their logs. */
export const mayAct = computed(() => reader.value !== undefined && reader.value.role !== 'viewer');

/** Read the configuration anew and make it run. */
export const mayUpdate = computed(() => reader.value?.role === 'admin');

/** What belongs to no group, such as the main log. */
export const seesWhole = computed(() => reader.value?.groups === null);
