/** What is known of the daemon itself. */
import { computed, signal } from '@preact/signals';
import type { Config } from '../../src/wire/api/config.ts';
import type { Host, Version } from '../../src/wire/api/daemon.ts';
import type { SupervisorState } from '../../src/wire/states.ts';
import { get, permitted } from '../api/client.ts';

export const version = signal<Version | undefined>(undefined);
export const host = signal<Host | undefined>(undefined);
export const daemonState = signal<SupervisorState | undefined>(undefined);

/** Whether a server of it that can be reached from elsewhere asks nobody for a password. */
export const isOpen = signal(false);

/** How it is called: its machine, and its identifier if it has one of its own. */
export const daemonName = computed(() => {
  const { hostname } = host.value ?? {};
  const { identification } = version.value ?? {};
  const own = identification === 'supervisor' ? undefined : identification;
  return [hostname, own].filter(Boolean).join(' · ') || 'visord';
});

/** Asks for all of it that the reader may know. @throws {ApiError} */
export async function loadDaemon(): Promise<void> {
  const [who, machine, config] = await Promise.all([
    permitted(get<Version>('version')),
    permitted(get<Host>('host')),
    permitted(get<Config>('config')),
  ]);
  version.value = who;
  host.value = machine;
  daemonState.value = who?.state.name;
  const servers = config?.servers ?? [];
  isOpen.value = servers.some(
    ({ address, authentication }) => !address.startsWith('unix:') && !authentication,
  );
}
