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
import { fits, isPattern } from '../../wire/name-pattern.ts';
import { namespec, splitNamespec } from '../../wire/namespec.ts';
import { isStruct, type WireValue } from '../../wire/value.ts';
import { Refusal } from './refusal.ts';

export interface Targets {
  /** In start order. */
  readonly processes: readonly Process[];
  /** For the names that mean nothing. */
  readonly unknown: readonly Outcome[];
  /** Whether a process was named as such. */
  isNamed(process: Process): boolean;
}

/** More of them would hold up everybody else: each is held against the name of every process. */
const MAX_PATTERNS = 100;

/** @throws {Refusal} 400 if there are too many patterns */
export function findTargets(daemon: Daemon, names: readonly string[]): Targets {
  const all = allProcesses(daemon);
  const named = new Map(all.map((process) => [fullName(process.group, process.name), process]));
  const exact = new Set<Process>();
  const meant = new Set<Process>();
  const unknown: Outcome[] = [];
  let patterns = 0;
  for (const word of new Set(names)) {
    const { group, process } = splitNamespec(word);
    const one = process === undefined ? undefined : named.get(fullName(group, process));
    if (one !== undefined) exact.add(one);
    else {
      if (isPattern(word) && ++patterns > MAX_PATTERNS) {
        throw new Refusal(400, `there are more than ${MAX_PATTERNS} patterns`, { field: 'names' });
      }
      const matches = findMatches(daemon, word, all);
      for (const process of matches) meant.add(process);
      if (matches.length === 0) unknown.push(unknownOutcome(word));
    }
  }
  return {
    processes: all.filter((process) => meant.has(process) || exact.has(process)),
    unknown,
    isNamed: (process) => exact.has(process),
  };
}

function fullName(group: string, process: string): string {
  return `${group}:${process}`;
}

function findMatches(
  { groups }: Daemon,
  word: string,
  all: readonly Process[],
): readonly Process[] {
  if (isPattern(word)) return all.filter((process) => fits(word, process));
  const { group, process } = splitNamespec(word);
  return process === undefined ? (groups.get(group)?.processes ?? []) : [];
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
