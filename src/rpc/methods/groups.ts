/** Making groups of the configuration active, and taking them away again. */
import { UserError } from '../../base/errors.ts';
import { RpcFault } from '../../wire/faults.ts';
import { STOPPED_STATES } from '../../wire/states.ts';
import { define } from '../method.ts';

export const addProcessGroup = define({
  name: 'supervisor.addProcessGroup',
  role: 'admin',
  doc: 'Makes a group of the configuration last read active and starts what is to start by itself.',
  params: [{ name: 'name', type: 'string', doc: 'The name of the group' }],
  result: { type: 'boolean', doc: 'Always true' },
  faults: ['BAD_NAME', 'ALREADY_ADDED', 'FAILED'],
  async run({ daemon }, name) {
    if (!daemon.config.groups.some((group) => group.name === name)) {
      throw new RpcFault('BAD_NAME', name);
    }
    if (daemon.groups.has(name) || !(await orFail(() => daemon.addGroup(name)))) {
      throw new RpcFault('ALREADY_ADDED', name);
    }
    return true;
  },
});

/** A group that cannot be made is the answer, not the end of the request. */
async function orFail<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new RpcFault('FAILED', error.message);
  }
}

export const removeProcessGroup = define({
  name: 'supervisor.removeProcessGroup',
  role: 'admin',
  doc: 'Takes a group away, all of whose processes are stopped.',
  params: [{ name: 'name', type: 'string', doc: 'The name of the group' }],
  result: { type: 'boolean', doc: 'Always true' },
  faults: ['BAD_NAME', 'STILL_RUNNING'],
  run({ daemon }, name) {
    const group = daemon.groups.get(name);
    if (group === undefined) throw new RpcFault('BAD_NAME', name);
    if (!group.processes.every(({ state }) => STOPPED_STATES.has(state))) {
      throw new RpcFault('STILL_RUNNING', name);
    }
    daemon.removeGroup(name);
    return true;
  },
});
