/** What the configuration that was last read says about every process, active or not. */
import { compareText } from '../../base/python-text.ts';
import type { GroupConfig, LogTarget, ProcessConfig } from '../../config/config.ts';
import type { FollowableLog } from '../../logs/follow.ts';
import type { WireStruct } from '../../wire/value.ts';
import type { Daemon } from '../daemon.ts';
import { define } from '../method.ts';

export const getAllConfigInfo = define({
  name: 'supervisor.getAllConfigInfo',
  role: 'viewer',
  doc: 'Answers the configuration of every process, whether its group is active or not.',
  params: [],
  result: { type: 'array', doc: 'A struct for each process, by the names of the processes' },
  run: ({ daemon }) =>
    daemon.config.groups
      .flatMap((group) => group.processes.map((process) => configInfo(daemon, group, process)))
      .sort((one, other) => compareText(one.name, other.name)),
});

function configInfo(daemon: Daemon, group: GroupConfig, config: ProcessConfig) {
  const active = daemon.groups.get(group.name);
  // A process that was made of an earlier reading is not looked at, as in the original.
  const process = active?.processes.find((each) => each.config === config);
  return {
    autostart: config.autostart,
    autorestart: config.autorestart,
    directory: config.directory ?? 'none',
    uid: config.user?.uid ?? 'none',
    command: config.command,
    exitcodes: config.exitcodes,
    group: group.name,
    group_prio: group.priority,
    inuse: active !== undefined,
    killasgroup: config.killasgroup,
    name: config.name,
    process_prio: config.priority,
    redirect_stderr: config.redirect_stderr,
    startretries: config.startretries,
    startsecs: config.startsecs,
    ...targetInfo('stdout', config.stdout, process?.stdout),
    stopsignal: config.stopsignal,
    stopwaitsecs: config.stopwaitsecs,
    ...targetInfo('stderr', config.stderr, process?.stderr),
    serverurl: (config.serverurl_auto ? undefined : config.serverurl) ?? 'none',
  };
}

function targetInfo(
  channel: string,
  target: LogTarget,
  output: FollowableLog | undefined,
): WireStruct {
  return {
    [`${channel}_capture_maxbytes`]: target.capture_maxbytes,
    [`${channel}_events_enabled`]: target.events_enabled,
    [`${channel}_logfile`]: logfile(target, output),
    [`${channel}_logfile_backups`]: target.backups,
    [`${channel}_logfile_maxbytes`]: target.maxbytes,
    [`${channel}_syslog`]: target.syslog,
  };
}

/** The file of an AUTO log has a name only once a process was made of this configuration. */
function logfile({ file }: LogTarget, output: FollowableLog | undefined): string {
  if (file.kind === 'file') return file.path;
  return file.kind === 'auto' ? (output?.path ?? 'auto') : 'none';
}
