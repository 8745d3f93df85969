/** What is known of the daemon itself. */
import { computed, signal } from '@preact/signals';
import type { Host, Version } from '../../src/wire/api/daemon.ts';
import type { SupervisorState } from '../../src/wire/states.ts';
import { get, permitted } from '../api/client.ts';

export const version = signal<Version | undefined>(undefined);
export const host = signal<Host | undefined>(undefined);
export const daemonState = signal<SupervisorState | undefined>(undefined);

/** Whether the server that we talk to lets in whoever can reach it. */
export const isOpen = computed(() => version.value?.you.name === null);

/** How it is called: its machine, and its identifier if it has one of its own. */
export const daemonName = computed(() => {
  const { hostname } = host.value ?? {};
  const { identification } = version.value ?? {};
  const own = identification === 'supervisor' ? undefined : identification;
  return [hostname, own].filter(Boolean).join(' · ') || 'visord';
});

/** Asks for all of it that the reader may know. @throws {ApiError} */
export async function loadDaemon(): Promise<void> {
  const [who, machine] = await Promise.all([
    permitted(get<Version>('version')),
    permitted(get<Host>('host')),
  ]);
  version.value = who;
  host.value = machine;
  daemonState.value = who?.state.name;
}
