/**
 * Several processes at a time: those that names and patterns mean, and how it went with each.
 *
 * A name that means nothing is one of the results, not the end of the request. What is named
 * exactly is asked for even if there is nothing to do, so that the answer says so; of those that a
 * group or a pattern means, only the ones it concerns are.
 */

import type { Daemon, Process } from '../../rpc/daemon.ts';
import { allProcesses } from '../../rpc/methods/find.ts';
import { faultOf } from '../../wire/api/problem.ts';
import type { Outcome } from '../../wire/api/process.ts';
import { FAULTS, type FaultName, RpcFault } from '../../wire/faults.ts';
import { fits, isNamed, isPattern } from '../../wire/name-pattern.ts';
import { namespec, splitNamespec } from '../../wire/namespec.ts';
import { isStruct, type WireValue } from '../../wire/value.ts';

export interface Targets {
  /** In start order. */
  readonly processes: readonly Process[];
  /** For the names that mean nothing. */
  readonly unknown: readonly Outcome[];
  /** Whether a process was named as such. */
  isNamed(process: Process): boolean;
}

export function findTargets(daemon: Daemon, names: readonly string[]): Targets {
  const all = allProcesses(daemon);
  const known = new Set(all.map(({ group, name }) => `${group}:${name}`));
  const exact = new Set<string>();
  const meant = new Set<Process>();
  const unknown: Outcome[] = [];
  for (const word of new Set(names)) {
    const { group, process } = splitNamespec(word);
    if (known.has(`${group}:${process}`)) exact.add(`${group}:${process}`);
    else if (!addMatches(word, all, meant)) unknown.push(unknownOutcome(word));
  }
  const isExact = ({ group, name }: Process) => exact.has(`${group}:${name}`);
  return {
    processes: all.filter((process) => meant.has(process) || isExact(process)),
    unknown,
    isNamed: isExact,
  };
}

/** @returns whether there were any */
function addMatches(word: string, all: readonly Process[], to: Set<Process>): boolean {
  const isMeant = isPattern(word) ? fits : isNamed;
  const matches = all.filter((process) => isMeant(word, process));
  for (const process of matches) to.add(process);
  return matches.length > 0;
}

function unknownOutcome(word: string): Outcome {
  const { group, process = '' } = splitNamespec(word);
  return failure({ group, name: process }, new RpcFault('BAD_NAME', word));
}

const NAMES_BY_CODE = new Map(
  Object.entries(FAULTS).map(([name, code]) => [code as number, name as FaultName]),
);

/** The structs that `startProcessGroup` and its like answer, as the JSON API tells them. */
export function outcomesOf(answer: WireValue): Outcome[] {
  if (!Array.isArray(answer)) return [];
  return answer.filter(isStruct).map(({ group, name, status, description }) => {
    const fault = NAMES_BY_CODE.get(Number(status)) ?? 'FAILED';
    const ok = fault === 'SUCCESS';
    return {
      group: String(group),
      name: String(name),
      namespec: namespec(String(group), String(name)),
      ok,
      fault: ok ? null : faultOf(fault),
      description: String(description),
    };
  });
}

export function failure(
  { group, name }: { readonly group: string; readonly name: string },
  { fault, message }: RpcFault,
): Outcome {
  return {
    group,
    name,
    namespec: namespec(group, name),
    ok: false,
    fault: faultOf(fault),
    description: message,
  };
}
