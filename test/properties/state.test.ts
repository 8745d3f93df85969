/**
 * Whatever the state of a daemon says, it is read or refused in words; and what has been read can be
 * made into a daemon that can be handed over again.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../src/base/errors.ts';
import { readState } from '../../src/daemon/read-state.ts';
import { type DaemonState, describeDaemon } from '../../src/daemon/snapshot.ts';
import { configOf } from '../rig/configs.ts';
import { RECORDED_STATE, recordedStateWith } from '../rig/recorded-state.ts';
import { supervisorOnFakes } from '../rig/supervisor-on-fakes.ts';

const RUNS = Number(process.env.STATE_RUNS ?? 500);
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** The paths of all fields of a value. */
function pathsIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([name, field]) =>
    pathsIn(field, path === '' ? name : `${path}.${name}`),
  );
  return path === '' ? inside : [path, ...inside];
}

const PATHS = pathsIn(JSON.parse(RECORDED_STATE));

const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  'text',
  'YQ==',
  -1,
  0,
  1,
  1.5,
  100,
  2 ** 31,
  1e300,
  true,
  [],
  {},
  [[]],
  { path: '' },
  { signal: 9 },
);

function readOrRefuse(text: string): DaemonState | undefined {
  try {
    return readState(text);
  } catch (error) {
    assert.ok(error instanceof UserError, `${error}`);
    assert.match(error.message, /^cannot read the state of the daemon: ./);
    return undefined;
  }
}

/** What a daemon says of itself that is made of a state, before anything happens. */
function remade(state: DaemonState): DaemonState {
  const { remake, clock, os } = supervisorOnFakes(configOf());
  const { parts } = remake(state);
  const mainLog = { ...parts.mainLog, snapshot: () => state.mainLog };
  assert.deepEqual([clock.pending, os.openPaths], [0, []]);
  return readState(JSON.stringify(describeDaemon({ ...parts, mainLog })));
}

test('a state with an odd field is refused, or made into a daemon that knows what it is', (context) => {
  context.diagnostic(`${RUNS} states, SEED=${seed}`);
  let taken = 0;
  const property = fc.property(fc.constantFrom(...PATHS), odd, (path, value) => {
    const state = readOrRefuse(recordedStateWith(path, value));
    if (state === undefined) return;
    taken += 1;
    const known = remade(state);
    assert.deepEqual(remade(known), known);
  });
  fc.assert(property, { numRuns: RUNS, seed });
  assert.ok(taken > 0 && taken < RUNS, `${taken} of ${RUNS} were taken`);
});
