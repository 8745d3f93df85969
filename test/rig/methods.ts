/** The whole table of methods on a fake daemon, for the tests of the methods. */
import assert from 'node:assert/strict';
import { METHODS } from '../../src/rpc/methods.ts';
import { Registry } from '../../src/rpc/registry.ts';
import { RpcFault } from '../../src/wire/faults.ts';
import type { WireStruct, WireValue } from '../../src/wire/value.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeDaemon } from './fake-daemon.ts';
import { FakeFiles } from './fake-files.ts';

export function methodsOn(names: string[], options = {}) {
  const clock = new FakeClock({ wall: 1_800_000_000_500 });
  const daemon = new FakeDaemon(clock, names, options);
  const files = new FakeFiles('/log');
  const world = { daemon, files, log: { trace() {} } };
  const registry = new Registry(METHODS, ['supervisor'], world);
  const call = (name: string, ...values: WireValue[]) =>
    registry.call(`supervisor.${name}`, values);
  /** The text of the fault that a call ends with. */
  const fault = async (name: string, ...values: WireValue[]): Promise<string> => {
    const answer = await call(name, ...values).then(JSON.stringify, (reason: unknown) => reason);
    assert.ok(answer instanceof RpcFault, `no fault but ${answer}`);
    return answer.message;
  };
  return { clock, daemon, files, call, fault };
}

/** Lets what waits for promises go on. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** `group:name status description` of each outcome. */
export function outcomes(answer: WireValue): string[] {
  return (answer as WireStruct[]).map(
    ({ group, name, status, description }) => `${group}:${name} ${status} ${description}`,
  );
}
