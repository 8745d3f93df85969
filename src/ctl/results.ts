/**
 * What became of processes, as lines and exit status: `web: started`,
 * `web: ERROR (no such process)`.
 *
 * Each command that acts on processes has a `Wording`; to give a fault another text, edit that.
 */
import type { ProcessResult } from '../client/methods.ts';
import { FAULTS, type FaultName } from '../wire/faults.ts';
import { namespec } from '../wire/namespec.ts';
import type { Ctl } from './command.ts';
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

/** Prints the line of one result and lets it have its say in the exit status. */
export function report(ctl: Ctl, wording: Wording, result: ProcessResult): void {
  ctl.output.line(resultLine(wording, result));
  ctl.exitStatus = exitStatusOf(result.status, wording.harmless) ?? ctl.exitStatus;
}

/** @throws {PythonError} if the status is none that this command can come across. */
export function resultLine(wording: Wording, result: ProcessResult): string {
  const name = namespec(result.group, result.name);
  if (result.status === FAULTS.SUCCESS) return `${name}: ${wording.done}`;
  if (result.status === FAULTS.FAILED && wording.failedInItsOwnWords) return result.description;
  for (const [fault, text] of Object.entries(wording.errors)) {
    if (FAULTS[fault as FaultName] === result.status) return errorLine(name, text);
  }
  throw new PythonError('ValueError', `Unknown result code ${result.status} for ${name}`);
}

export function errorLine(name: string, text: string): string {
  return `${name}: ERROR (${text})`;
}
