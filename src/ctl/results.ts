/**
 * What became of processes, as lines and exit status: `web: started`,
 * `web: ERROR (no such process)`.
 *
 * Each command that acts on processes has a `Wording`; to give a fault another text, edit that.
 */
import type { ProcessResult } from '../client/methods.ts';
import { FAULTS, type FaultName } from '../wire/faults.ts';
import { namespec } from '../wire/namespec.ts';
import type { Ctl, UnknownName } from './command.ts';
import { PythonError } from './exceptions.ts';
import { exitStatusOf } from './exit-status.ts';

export interface Wording {
  /** The word for success. */
  readonly done: string;
  /** What stands in parentheses behind ERROR. */
  readonly errors: Partial<Record<FaultName, string>>;
  /** Whether FAILED shows its own text instead of a line of ours. */
  readonly failedInItsOwnWords?: true;
  /** A fault that does not count as failure. */
  readonly harmless?: FaultName;
}

/** What became of one name. */
export interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  /** `started`, or what stands in parentheses behind ERROR. */
  readonly text: string;
  readonly fault: FaultName | null;
  /** What is printed. */
  readonly line: string;
  /** What it assigns to the exit status; undefined leaves that as it is. */
  readonly exitStatus: number | undefined;
  readonly unknown?: UnknownName;
}

/** Faults that every command can come across. */
const ANYWHERE: Wording['errors'] = {
  NOT_PERMITTED: 'not permitted',
  UPGRADING: "supervisord was just being upgraded: see 'status'",
};

/** @throws {PythonError} if the status is none that this command can come across. */
export function outcomeOf(wording: Wording, result: ProcessResult): Outcome {
  const name = namespec(result.group, result.name);
  const exitStatus = exitStatusOf(result.status, wording.harmless);
  const ok = exitStatus === undefined;
  if (result.status === FAULTS.SUCCESS) {
    const text = wording.done;
    return { name, ok, text, fault: null, line: `${name}: ${text}`, exitStatus };
  }
  if (result.status === FAULTS.FAILED && wording.failedInItsOwnWords) {
    const text = result.description;
    return { name, ok, text, fault: 'FAILED', line: text, exitStatus };
  }
  for (const [key, text] of Object.entries({ ...ANYWHERE, ...wording.errors })) {
    const fault = key as FaultName;
    if (FAULTS[fault] !== result.status) continue;
    const outcome = { name, ok, text, fault, line: errorLine(name, text), exitStatus };
    return fault === 'BAD_NAME' ? { ...outcome, unknown: { kind: 'process', name } } : outcome;
  }
  throw new PythonError('ValueError', `Unknown result code ${result.status} for ${name}`);
}

export function noSuchGroup(name: string, exitStatus: number): Outcome {
  const text = 'no such group';
  const line = errorLine(name, text);
  const unknown = { kind: 'group', name } as const;
  return { name, ok: false, text, fault: 'BAD_NAME', line, exitStatus, unknown };
}

/** Prints the line of an outcome and lets it have its say in the exit status. */
export function report(ctl: Ctl, outcome: Outcome): void {
  ctl.output.line(outcome.line);
  ctl.exitStatus = outcome.exitStatus ?? ctl.exitStatus;
  if (outcome.unknown !== undefined) ctl.unknown.push(outcome.unknown);
}

export function errorLine(name: string, text: string): string {
  return `${name}: ERROR (${text})`;
}
