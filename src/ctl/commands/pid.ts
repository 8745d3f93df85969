/** `pid`: process ids, one per line. */
import { orFault, ServerFault } from '../../client/errors.ts';
import { FAULTS } from '../../wire/faults.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';

export const pid: Command = {
  name: 'pid',
  summary: 'Show process ids',
  args: [{ kind: 'process', optional: true, many: true }],
  forms: [
    ['pid', 'Show the process id of supervisord'],
    ['pid <name>', 'Show that of a process; 0 if it has none'],
    ['pid all', 'Show that of every process, one per line'],
  ],
  upcheck: true,
  async run(ctl, names) {
    if (names.length === 0) {
      ctl.output.line(String(await ctl.client.call('supervisor.getPID')));
    } else if (names.includes('all')) {
      const infos = await ctl.client.call('supervisor.getAllProcessInfo');
      for (const info of infos) ctl.output.line(String(info.pid));
    } else {
      for (const name of names) await showPid(ctl, name);
    }
  },
};

async function showPid(ctl: Ctl, name: string): Promise<void> {
  const info = await orFault(ctl.client.call('supervisor.getProcessInfo', name));
  if (!(info instanceof ServerFault)) {
    ctl.output.line(String(info.pid));
    if (info.pid === 0) ctl.exitStatus = EXIT.NOT_RUNNING;
  } else if (info.code === FAULTS.BAD_NAME) {
    ctl.output.line(`No such process ${name}`);
    ctl.exitStatus = EXIT.GENERIC;
  } else {
    throw info;
  }
}
