/** `shutdown`: stop supervisord and every program. */
import { orFault, ServerFault } from '../../client/errors.ts';
import { FAULTS } from '../../wire/faults.ts';
import { advise } from '../advise.ts';
import type { Command, Ctl } from '../command.ts';
import { confirm } from '../confirm.ts';
import { EXIT } from '../exit-status.ts';
import { connectionFailure } from '../upcheck.ts';

export const shutdown: Command = {
  name: 'shutdown',
  summary: 'Stop supervisord and every program',
  args: [],
  forms: [['shutdown', 'Stop every program, then supervisord itself']],
  upcheck: false,
  async run(ctl) {
    const question = 'Really shut the remote supervisord process down y/N? ';
    if (!(await confirm(ctl, question))) return;
    try {
      await requestShutdown(ctl);
    } catch (error) {
      const failure = connectionFailure(error);
      if (failure === undefined) throw error;
      ctl.output.line(`ERROR: ${ctl.serverUrl} ${failure.text} (already shut down?)`);
      ctl.exitStatus = EXIT.GENERIC;
      await advise(ctl, error);
    }
  },
};

async function requestShutdown(ctl: Ctl): Promise<void> {
  const answer = await orFault(ctl.client.call('supervisor.shutdown'));
  if (!(answer instanceof ServerFault)) {
    ctl.output.line('Shut down');
  } else if (answer.code === FAULTS.SHUTDOWN_STATE) {
    ctl.output.line('ERROR: already shutting down'); // and no failure
  } else {
    throw answer;
  }
}
