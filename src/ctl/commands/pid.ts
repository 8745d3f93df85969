/** `pid`: process ids, one per line. */
import { orFault, ServerFault } from '../../client/errors.ts';
import { FAULTS } from '../../wire/faults.ts';
import { namespec } from '../../wire/namespec.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';

/** The pid of what was asked for; undefined for a name that nobody knows. */
interface NamedPid {
  readonly name: string;
  readonly pid: number | undefined;
}

export const pid: Command = {
  name: 'pid',
  summary: 'Show process ids',
  args: [{ kind: 'process', optional: true, many: true }],
  forms: [
    ['pid', 'Show the process id of supervisord'],
    ['pid <name>', 'Show that of a process; 0 if it has none'],
    ["pid 'web*'", 'Show that of every process whose name fits'],
    ['pid all', 'Show that of every process, one per line'],
  ],
  json: {
    shape: '{"pids": [{"name": "web", "pid": 4711}, ...], "unknown": ["nope"]}',
    async document(ctl, names) {
      const pids: NamedPid[] = [];
      for await (const found of findPids(ctl, names)) pids.push(found);
      return {
        pids: pids.filter(({ pid }) => pid !== undefined),
        unknown: pids.filter(({ pid }) => pid === undefined).map(({ name }) => name),
      };
    },
  },
  upcheck: true,
  async run(ctl, names) {
    for await (const { name, pid } of findPids(ctl, names)) {
      ctl.output.line(pid === undefined ? `No such process ${name}` : String(pid));
    }
  },
};

/** Answers one by one, and sets the exit status. */
async function* findPids(ctl: Ctl, names: readonly string[]): AsyncGenerator<NamedPid> {
  if (names.length === 0) {
    yield { name: 'supervisord', pid: await ctl.client.call('supervisor.getPID') };
  } else if (names.includes('all')) {
    const infos = await ctl.client.call('supervisor.getAllProcessInfo');
    for (const { group, name, pid } of infos) yield { name: namespec(group, name), pid };
  } else {
    for (const name of names) yield { name, pid: await findPid(ctl, name) };
  }
}

async function findPid(ctl: Ctl, name: string): Promise<number | undefined> {
  const info = await orFault(ctl.client.call('supervisor.getProcessInfo', name));
  if (!(info instanceof ServerFault)) {
    if (info.pid === 0) ctl.exitStatus = EXIT.NOT_RUNNING;
    return info.pid;
  }
  if (info.code !== FAULTS.BAD_NAME) throw info;
  ctl.exitStatus = EXIT.GENERIC;
  ctl.unknown.push({ kind: 'process', name });
  return undefined;
}
