/** `status`: what every process is doing. */
import type { ProcessInfo } from '../../client/methods.ts';
import { namespec } from '../../wire/namespec.ts';
import { PROCESS_STATES, STOPPED_STATES } from '../../wire/states.ts';
import type { Command, Ctl, Flags } from '../command.ts';
import { EXIT, STATUS_EXIT } from '../exit-status.ts';
import { selectProcesses, statusLines } from '../status-lines.ts';
import { usageError } from '../usage.ts';

export const status: Command = {
  name: 'status',
  summary: 'Show what processes are doing',
  args: [{ kind: 'process', optional: true, many: true }],
  forms: [
    ['status', 'Show every process'],
    ['status <name>', 'Show one process'],
    ['status <gname>:*', 'Show every process of a group'],
    ['status <name> <name>', 'Show several processes or groups'],
    ["status 'web*'", 'Show every process whose name fits'],
  ],
  flags: [
    {
      name: '--watch',
      argument: 'SECONDS',
      optional: true,
      doc: 'Show it again when something has changed, until Ctrl-C',
    },
    { name: '--exit-zero', doc: 'End with status 0 whatever the processes are doing' },
    {
      name: '--fail-on',
      argument: 'STATE,...',
      doc: 'End with status 3 only if a process is in one of these states',
    },
  ],
  json: {
    shape: '{"processes": [{"namespec", and the fields of getProcessInfo}, ...], "unknown": []}',
    async document(ctl, names, flags) {
      if (flags.has('--watch')) {
        usageError(ctl, status, 'status: --json shows it once', EXIT.INVALID_ARGUMENTS);
        return undefined;
      }
      const states = failingStates(ctl, flags);
      if (states === undefined) return undefined;
      const { selected, unknown } = await look(ctl, names, states);
      const processes = selected.map((info) => ({
        namespec: namespec(info.group, info.name),
        ...info,
      }));
      return { processes, unknown: unknown.map(({ name }) => name) };
    },
  },
  notes: [
    'The exit status is 3 if a process that is shown does not run, 4 if a name is unknown.',
    '--watch asks every SECONDS, 1 if not given; while nothing changes less and less often, down to',
    'every 5 seconds. Where stdout is no terminal it adds a line for each process that has changed.',
  ],
  upcheck: true,
  unreachable: STATUS_EXIT.UNKNOWN,
  async run(ctl, names, flags) {
    const states = failingStates(ctl, flags);
    if (states === undefined) return;
    const interval = flags.get('--watch');
    if (interval !== undefined) {
      const { watchStatus } = await import('../watch.ts');
      return watchStatus(ctl, names, interval);
    }
    const { selected, errors } = await look(ctl, names, states);
    for (const line of [...errors, ...statusLines(selected)]) ctl.output.line(line);
  },
};

/** Selects the processes, and sets the exit status. */
async function look(ctl: Ctl, names: readonly string[], failing: ReadonlySet<number>) {
  const infos: readonly ProcessInfo[] = await ctl.client.call('supervisor.getAllProcessInfo');
  const found = selectProcesses(infos, names);
  ctl.unknown.push(...found.unknown);
  if (found.unknown.length > 0) ctl.exitStatus = STATUS_EXIT.UNKNOWN;
  if (found.selected.some(({ state }) => failing.has(state))) {
    ctl.exitStatus = STATUS_EXIT.NOT_RUNNING;
  }
  return found;
}

/** The codes of the states that make the exit status 3; undefined if a name is none. */
function failingStates(ctl: Ctl, flags: Flags): ReadonlySet<number> | undefined {
  if (flags.has('--exit-zero')) return new Set();
  const names = flags.get('--fail-on')?.toUpperCase().split(',') ?? [...STOPPED_STATES];
  const codes: Readonly<Record<string, number>> = PROCESS_STATES;
  const wrong = names.find((name) => !Object.hasOwn(codes, name));
  if (wrong === undefined) return new Set(names.flatMap((name) => codes[name] ?? []));
  const known = Object.keys(codes).join(', ');
  ctl.output.line(`Error: status: no such state: ${wrong} (there are ${known})`);
  ctl.exitStatus = EXIT.INVALID_ARGUMENTS;
  return undefined;
}
