/** How a check is told: to people, to programs, and by the exit status. */
import { where } from '../config/errors.ts';
import { FINDINGS } from '../config/findings.ts';
import type { Report } from './check.ts';

export const CHECK_EXIT = { GOOD: 0, WARNINGS: 1, ERRORS: 2 } as const;

/** How to tell it. */
export interface CheckOptions {
  readonly json: boolean;
  /** Warnings make a difference to the exit status. */
  readonly strict: boolean;
}

/** A line for each finding, in the form that compilers use, and one for all. */
export function reportLines({ file, findings, errors, warnings }: Report): string[] {
  const lines = findings.map(({ id, text, origin }) => {
    const place = origin === undefined ? '' : `${where(origin)}: `;
    return `${place}${FINDINGS[id].level}: ${text} (${id})`;
  });
  const sum = `${count(errors, 'error')}, ${count(warnings, 'warning')}`;
  return [...lines, file === undefined ? sum : `${file}: ${sum}`];
}

export function reportJson({ file, findings, errors, warnings }: Report): string {
  const list = findings.map(({ id, text, origin }) => ({
    id,
    level: FINDINGS[id].level,
    text,
    ...origin,
  }));
  return JSON.stringify({ file, errors, warnings, findings: list }, undefined, 2);
}

/** What to print. */
export function reportText(report: Report, { json }: CheckOptions): string {
  return json ? reportJson(report) : reportLines(report).join('\n');
}

export function exitStatusOf({ errors, warnings }: Report, { strict }: CheckOptions): number {
  if (errors > 0) return CHECK_EXIT.ERRORS;
  return strict && warnings > 0 ? CHECK_EXIT.WARNINGS : CHECK_EXIT.GOOD;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
