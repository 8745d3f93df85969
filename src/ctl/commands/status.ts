/** `status`: what every process is doing. */
import { PROCESS_STATES, STOPPED_STATES } from '../../wire/states.ts';
import type { Command } from '../command.ts';
import { STATUS_EXIT } from '../exit-status.ts';
import { selectProcesses, statusLines } from '../status-lines.ts';

const STOPPED_CODES: readonly number[] = [...STOPPED_STATES].map((state) => PROCESS_STATES[state]);

export const status: Command = {
  name: 'status',
  summary: 'Show what processes are doing',
  args: [{ kind: 'process', optional: true, many: true }],
  forms: [
    ['status', 'Show every process'],
    ['status <name>', 'Show one process'],
    ['status <gname>:*', 'Show every process of a group'],
    ['status <name> <name>', 'Show several processes or groups'],
  ],
  notes: ['The exit status is 3 if a process that is shown does not run, 4 if a name is unknown.'],
  upcheck: true,
  unreachable: STATUS_EXIT.UNKNOWN,
  async run(ctl, names) {
    const infos = await ctl.client.call('supervisor.getAllProcessInfo');
    const { selected, errors } = selectProcesses(infos, names);
    for (const line of [...errors, ...statusLines(selected)]) ctl.output.line(line);
    if (errors.length > 0) ctl.exitStatus = STATUS_EXIT.UNKNOWN;
    if (selected.some(({ state }) => STOPPED_CODES.includes(state))) {
      ctl.exitStatus = STATUS_EXIT.NOT_RUNNING;
    }
  },
};
