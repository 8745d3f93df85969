/** The page of faults and states: the numbers on the wire. */
import { METHODS } from '../../src/rpc/methods.ts';
import { FAULTS, type FaultName } from '../../src/wire/faults.ts';
import {
  PROCESS_STATES,
  type ProcessState,
  RUNNING_STATES,
  SIGNALLABLE_STATES,
  STOPPED_STATES,
  SUPERVISOR_STATES,
} from '../../src/wire/states.ts';
import { code, page, table } from './markdown.ts';

export function vocabularyPage(): string {
  return [
    page('Faults and states', 'The names that answers and log lines use, and their numbers.'),
    '\n## Faults\n',
    table(
      ['fault', 'code', 'answered by'],
      Object.entries(FAULTS).map(([name, number]) => [
        code(name),
        `${number}`,
        answeredBy(name as FaultName),
      ]),
    ),
    '\n## States of a process\n',
    table(
      ['state', 'code', 'counts as'],
      Object.entries(PROCESS_STATES).map(([name, number]) => [
        code(name),
        `${number}`,
        countsAs(name as ProcessState),
      ]),
    ),
    '\n## States of the daemon\n',
    table(
      ['state', 'code'],
      Object.entries(SUPERVISOR_STATES).map(([name, number]) => [code(name), `${number}`]),
    ),
  ].join('');
}

function answeredBy(fault: FaultName): string {
  return METHODS.filter(({ faults }) => faults?.includes(fault))
    .map(({ name }) => code(name))
    .join(', ');
}

function countsAs(state: ProcessState): string {
  const sets: [string, ReadonlySet<ProcessState>][] = [
    ['running', RUNNING_STATES],
    ['stopped', STOPPED_STATES],
    ['can be sent a signal', SIGNALLABLE_STATES],
  ];
  return sets
    .filter(([, states]) => states.has(state))
    .map(([words]) => words)
    .join(', ');
}
