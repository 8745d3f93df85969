/** What ours must reach, and whether it has. */
import type { Row } from './measure.ts';
import { digits, type Summary } from './statistics.ts';

/** Not more than so much, where low is best; not less, where high is. */
export type Goal =
  | { readonly kind: 'bound'; readonly bound: number }
  | { readonly kind: 'ratio'; readonly to: Reference; readonly ratio: number };

/** Whom ours is compared with. `Supervisor` is the better of those that are there. */
export type Reference = 'Supervisor' | 'runit' | 'limit';

/** At most, or at least, this share of what Supervisor has. */
export function ofSupervisor(ratio: number): Goal {
  return { kind: 'ratio', to: 'Supervisor', ratio };
}

export function ofRunit(ratio: number): Goal {
  return { kind: 'ratio', to: 'runit', ratio };
}

export function ofLimit(ratio: number): Goal {
  return { kind: 'ratio', to: 'limit', ratio };
}

/** At most, or at least, this value, in the unit of the row. */
export function bound(value: number): Goal {
  return { kind: 'bound', bound: value };
}

/** By the name of the peer, as far as they were measured. */
export type Columns = ReadonlyMap<string, Summary>;

export interface Ratio {
  readonly value: number;
  /** With the quartiles of both that make it as small, and as large, as it can be. */
  readonly low: number;
  readonly high: number;
}

/** Ours over theirs; undefined where one of them is missing or theirs is 0. */
export function ratioTo(reference: Reference, row: Row, columns: Columns): Ratio | undefined {
  const ours = columns.get('visord');
  const theirs = referred(reference, row, columns);
  if (ours === undefined || theirs === undefined || theirs.value === 0) return undefined;
  return {
    value: ours.value / theirs.value,
    low: ours.low / theirs.high,
    high: ours.high / theirs.low,
  };
}

export type Verdict = 'met' | 'missed' | 'unknown';

export function verdictOn(goal: Goal, row: Row, columns: Columns): Verdict {
  const [value, limit] =
    goal.kind === 'bound'
      ? [columns.get('visord')?.value, goal.bound]
      : [ratioTo(goal.to, row, columns)?.value, goal.ratio];
  if (value === undefined) return 'unknown';
  return (row.best === 'low' ? value <= limit : value >= limit) ? 'met' : 'missed';
}

/** `<= 0.5x`, `<= 2x limit`, `<= 15`. The unit is that of the row. */
export function describe(goal: Goal, row: Row): string {
  const sign = row.best === 'low' ? '<=' : '>=';
  if (goal.kind === 'bound') return `${sign} ${digits(goal.bound)}`;
  return `${sign} ${goal.ratio}x${goal.to === 'Supervisor' ? '' : ` ${goal.to}`}`;
}

function referred(reference: Reference, row: Row, columns: Columns): Summary | undefined {
  if (reference !== 'Supervisor') return columns.get(reference);
  const both = ['Supervisor', 'other Supervisor'].flatMap((name) => columns.get(name) ?? []);
  both.sort((a, b) => (row.best === 'low' ? a.value - b.value : b.value - a.value));
  return both[0];
}
