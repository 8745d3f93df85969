/** `logs`: what several programs have written, or write from now on, with their names. */
import { namespec } from '../../wire/namespec.ts';
import type { Command, Ctl, Flags } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { labelled, type Source } from '../log-labels.ts';
import { errorLine } from '../results.ts';
import { selectProcesses } from '../status-lines.ts';

const DEFAULT_LINES = 10;

export const logs: Command = {
  name: 'logs',
  summary: 'Show what programs write, each line with the name of its process',
  args: [{ kind: 'process', optional: true, many: true }],
  forms: [
    ['logs', 'Show the last lines of every log, stdout and stderr'],
    ['logs <name> [...]', 'Show those of the processes and groups that are named'],
    ["logs 'web*'", 'Show those of every process whose name fits'],
    ['logs -f [<name> ...]', 'Show the last lines and what comes, merged, until Ctrl-C'],
  ],
  flags: [
    { name: '-f', doc: 'Follow the logs, also through rotation' },
    { name: '--lines', argument: 'N', doc: `How many lines to show, instead of ${DEFAULT_LINES}` },
  ],
  notes: [
    'With -f a log begins with whole lines of its last 1024 bytes, whatever --lines says; processes',
    'that have never been started, and have no log yet, are not waited for.',
  ],
  upcheck: true,
  async run(ctl, names, flags) {
    const lines = lineCount(flags);
    if (lines === undefined) {
      ctl.output.line('Error: logs: --lines takes a number');
      ctl.exitStatus = EXIT.INVALID_ARGUMENTS;
      return;
    }
    const sources = await findSources(ctl, names);
    if (flags.has('-f')) {
      const { followLogs } = await import('../follow-logs.ts');
      return followLogs(ctl, sources);
    }
    const { showLastLines } = await import('../last-lines.ts');
    await showLastLines(ctl, sources, lines);
  },
};

function lineCount(flags: Flags): number | undefined {
  const typed = flags.get('--lines');
  if (typed === undefined) return DEFAULT_LINES;
  return /^\d{1,9}$/.test(typed) ? Number(typed) : undefined;
}

/** The logs of the processes that are meant, with their labels. */
async function findSources(ctl: Ctl, names: readonly string[]): Promise<readonly Source[]> {
  const infos = await ctl.client.call('supervisor.getAllProcessInfo');
  const { selected, errors, unknown } = selectProcesses(infos, names);
  for (const line of errors) ctl.output.line(line);
  if (errors.length > 0) ctl.exitStatus = EXIT.GENERIC;
  ctl.unknown.push(...unknown);
  const logged = selected.flatMap((info) => {
    const name = namespec(info.group, info.name);
    const channels = [
      ...(info.stdout_logfile === '' ? [] : (['stdout'] as const)),
      ...(info.stderr_logfile === '' ? [] : (['stderr'] as const)),
    ];
    if (channels.length === 0 && names.length > 0) {
      ctl.output.line(errorLine(name, 'no log file'));
      ctl.exitStatus = EXIT.GENERIC;
    }
    return channels.map((channel) => ({ name, channel }));
  });
  return labelled(logged, ctl.output.colours);
}
