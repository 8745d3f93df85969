/** `avail`: every process of the configuration, active or not. */
import { orFault, ServerFault } from '../../client/errors.ts';
import type { ConfigInfo } from '../../client/methods.ts';
import { FAULTS } from '../../wire/faults.ts';
import { namespec } from '../../wire/namespec.ts';
import { padRight } from '../columns.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-status.ts';

export const avail: Command = {
  name: 'avail',
  summary: 'Show every process of the configuration',
  args: [],
  forms: [['avail', 'Show every process of the configuration, active or not']],
  upcheck: false,
  async run(ctl) {
    const infos = await orFault(ctl.client.call('supervisor.getAllConfigInfo'));
    if (!(infos instanceof ServerFault)) {
      for (const info of infos) ctl.output.line(availLine(info));
    } else if (infos.code === FAULTS.SHUTDOWN_STATE) {
      ctl.output.line('ERROR: supervisor shutting down');
      ctl.exitStatus = EXIT.GENERIC;
    } else {
      throw infos;
    }
  },
};

/** Name, whether it is active, whether it starts by itself, priorities of group and process. */
export function availLine(info: ConfigInfo): string {
  const name = padRight(namespec(info.group, info.name), 32);
  const use = padRight(info.inuse ? 'in use' : 'avail', 9);
  const start = padRight(info.autostart ? 'auto' : 'manual', 9);
  return `${name} ${use} ${start} ${info.group_prio}:${info.process_prio}`;
}
