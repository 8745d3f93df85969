/** `avail`: every process of the configuration, active or not. */
import { orFault, ServerFault } from '../../client/errors.ts';
import type { ConfigInfo } from '../../client/methods.ts';
import { FAULTS } from '../../wire/faults.ts';
import { namespec } from '../../wire/namespec.ts';
import { padRight } from '../columns.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';

export const avail: Command = {
  name: 'avail',
  summary: 'Show every process of the configuration',
  args: [],
  forms: [['avail', 'Show every process of the configuration, active or not']],
  json: {
    shape:
      '{"processes": [{"namespec", "name", "group", "inuse", "autostart", "group_prio", "process_prio"}, ...]}',
    async document(ctl) {
      const infos = await configInfos(ctl);
      return infos && { processes: infos.map(described) };
    },
  },
  upcheck: false,
  async run(ctl) {
    for (const info of (await configInfos(ctl)) ?? []) ctl.output.line(availLine(info));
  },
};

async function configInfos(ctl: Ctl): Promise<readonly ConfigInfo[] | undefined> {
  const infos = await orFault(ctl.client.call('supervisor.getAllConfigInfo'));
  if (!(infos instanceof ServerFault)) return infos;
  if (infos.code !== FAULTS.SHUTDOWN_STATE) throw infos;
  ctl.output.line('ERROR: supervisor shutting down');
  ctl.exitStatus = EXIT.GENERIC;
  return undefined;
}

/** Only what every server has: ours answers much more. */
function described({ name, group, inuse, autostart, group_prio, process_prio }: ConfigInfo) {
  const spec = namespec(group, name);
  return { namespec: spec, name, group, inuse, autostart, group_prio, process_prio };
}

/** Name, whether it is active, whether it starts by itself, priorities of group and process. */
export function availLine(info: ConfigInfo): string {
  const name = padRight(namespec(info.group, info.name), 32);
  const use = padRight(info.inuse ? 'in use' : 'avail', 9);
  const start = padRight(info.autostart ? 'auto' : 'manual', 9);
  return `${name} ${use} ${start} ${info.group_prio}:${info.process_prio}`;
}
