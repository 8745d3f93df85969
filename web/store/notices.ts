/** What is told at the edge of the page: what is being done, and what came of it. */
import { type ReadonlySignal, signal } from '@preact/signals';

export interface Notice {
  readonly id: number;
  readonly kind: 'busy' | 'done' | 'failed';
  readonly title: string;
  /** How far it is, while it is being done. */
  readonly progress?: ReadonlySignal<string>;
  readonly lines?: readonly string[];
}

/** Long enough to be read; failures stay until they are closed. */
const DONE_MS = 8000;
const MOST = 5;

export const notices = signal<readonly Notice[]>([]);

let lastId = 0;

/** Tells something, or something else instead of what was told under that id. @returns its id */
export function tell(notice: Omit<Notice, 'id'>, id = ++lastId): number {
  const others = notices.value.filter((one) => one.id !== id);
  notices.value = [...others, { ...notice, id }].slice(-MOST);
  if (notice.kind === 'done') setTimeout(() => dismiss(id), DONE_MS);
  return id;
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}
