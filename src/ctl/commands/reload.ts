/** `reload`: restart supervisord itself, and with it every program. */
import { orFault, ServerFault } from '../../client/errors.ts';
import { FAULTS } from '../../wire/faults.ts';
import type { Command } from '../command.ts';
import { confirm } from '../confirm.ts';
import { EXIT } from '../exit-status.ts';

export const reload: Command = {
  name: 'reload',
  summary: 'Restart supervisord with every program',
  args: [],
  forms: [['reload', 'Restart supervisord: every program stops, the configuration is read anew']],
  upcheck: false,
  async run(ctl) {
    if (!(await confirm(ctl, 'Really restart the remote supervisord process y/N? '))) return;
    const answer = await orFault(ctl.client.call('supervisor.restart'));
    if (!(answer instanceof ServerFault)) {
      ctl.output.line('Restarted supervisord');
      return;
    }
    ctl.exitStatus = EXIT.GENERIC;
    if (answer.code === FAULTS.SHUTDOWN_STATE) {
      ctl.output.line('ERROR: already shutting down');
    } else if (answer.code === FAULTS.CANT_REREAD) {
      ctl.output.line(`ERROR: ${answer.text}`); // the server refuses to restart into a broken file
    } else {
      throw answer;
    }
  },
};
