/** `remove`: take groups that have been stopped out of the server. */
import { orFault, ServerFault } from '../../client/errors.ts';
import { FAULTS } from '../../wire/faults.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { groupsThatFit } from '../globs.ts';

export const remove: Command = {
  name: 'remove',
  summary: 'Take stopped groups out of the server',
  args: [{ kind: 'group', optional: true, many: true }],
  forms: [
    ['remove <gname> [...]', 'Forget groups whose processes are all stopped'],
    ["remove 'web*'", 'Forget those whose name fits'],
  ],
  upcheck: false,
  async run(ctl, names) {
    for (const name of await groupsThatFit(ctl, names)) await removeGroup(ctl, name);
  },
};

async function removeGroup(ctl: Ctl, name: string): Promise<void> {
  const answer = await orFault(ctl.client.call('supervisor.removeProcessGroup', name));
  if (!(answer instanceof ServerFault)) {
    ctl.output.line(`${name}: removed process group`);
    return;
  }
  ctl.exitStatus = EXIT.GENERIC;
  if (answer.code === FAULTS.STILL_RUNNING) {
    ctl.output.line(`ERROR: process/group still running: ${name}`);
  } else if (answer.code === FAULTS.BAD_NAME) {
    ctl.output.line(`ERROR: no such process/group: ${name}`);
    ctl.unknown.push({ kind: 'group', name });
  } else {
    throw answer;
  }
}
