/** `add`: activate groups that the configuration has and the server does not run yet. */
import { orFault, ServerFault } from '../../client/errors.ts';
import { FAULTS } from '../../wire/faults.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { groupsThatFit } from '../globs.ts';

export const add: Command = {
  name: 'add',
  summary: 'Activate groups of the configuration',
  args: [{ kind: 'group', optional: true, many: true }],
  forms: [
    ['add <gname> [...]', 'Activate groups that reread has shown as available'],
    ["add 'web*'", 'Activate those whose name fits'],
  ],
  upcheck: false,
  async run(ctl, names) {
    for (const name of await groupsThatFit(ctl, names)) await addGroup(ctl, name);
  },
};

async function addGroup(ctl: Ctl, name: string): Promise<void> {
  const answer = await orFault(ctl.client.call('supervisor.addProcessGroup', name));
  if (!(answer instanceof ServerFault)) {
    ctl.output.line(`${name}: added process group`);
  } else if (answer.code === FAULTS.ALREADY_ADDED) {
    ctl.output.line('ERROR: process group already active'); // and no failure
  } else if (answer.code === FAULTS.SHUTDOWN_STATE) {
    ctl.output.line('ERROR: shutting down');
    ctl.exitStatus = EXIT.GENERIC;
  } else if (answer.code === FAULTS.BAD_NAME) {
    ctl.output.line(`ERROR: no such process/group: ${name}`);
    ctl.unknown.push({ kind: 'group', name });
    ctl.exitStatus = EXIT.GENERIC;
  } else {
    throw answer;
  }
}
