/** `version`: the version of the server. */
import type { Command, Ctl } from '../command.ts';

export const version: Command = {
  name: 'version',
  summary: 'Show the version of the server',
  args: [],
  forms: [['version', 'Show the version of the supervisord that is connected']],
  json: {
    shape: '{"version": "4.3.0"}',
    document: async (ctl) => ({ version: await serverVersion(ctl) }),
  },
  upcheck: true,
  async run(ctl) {
    ctl.output.line(await serverVersion(ctl));
  },
};

function serverVersion(ctl: Ctl): Promise<string> {
  return ctl.client.call('supervisor.getSupervisorVersion');
}
