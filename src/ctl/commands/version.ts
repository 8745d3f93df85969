/** `version`: the version of the server. */
import type { Command } from '../command.ts';

export const version: Command = {
  name: 'version',
  summary: 'Show the version of the server',
  args: [],
  forms: [['version', 'Show the version of the supervisord that is connected']],
  upcheck: true,
  async run(ctl) {
    ctl.output.line(await ctl.client.call('supervisor.getSupervisorVersion'));
  },
};
