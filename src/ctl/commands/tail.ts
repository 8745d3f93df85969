/** `tail`: the end of a process's log, or all that comes after it. */
import { repr } from '../../base/python-text.ts';
import { FAULTS } from '../../wire/faults.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { followLog, LOG_BYTES, parseModifier, showLog } from '../log-text.ts';
import { usageError } from '../usage.ts';

const METHODS = {
  stdout: 'supervisor.readProcessStdoutLog',
  stderr: 'supervisor.readProcessStderrLog',
} as const;

type Channel = keyof typeof METHODS;

export const tail: Command = {
  name: 'tail',
  summary: "Show the end of a process's log",
  args: [
    { kind: 'option', optional: true },
    { kind: 'process' },
    { kind: 'channel', optional: true },
  ],
  forms: [
    ['tail <name>', `Show the last ${LOG_BYTES} bytes of stdout`],
    ['tail -100 <name>', 'Show the last 100 bytes'],
    ['tail -f <name>', 'Show the last 1024 bytes and what comes, until Ctrl-C'],
    ['tail <name> stderr', 'Show stderr instead; also with -f and -100'],
  ],
  upcheck: true,
  async run(ctl, words) {
    if (words.length < 1) return usageError(ctl, tail, 'too few arguments');
    if (words.length > 3) return usageError(ctl, tail, 'too many arguments');
    const modifier = words[0]?.startsWith('-') ? words[0] : undefined;
    const [name, ...rest] = modifier === undefined ? words : words.slice(1);
    if (name === undefined) return refuse(ctl, 'tail requires process name');
    const channel = rest.at(-1)?.toLowerCase() ?? 'stdout';
    if (!isChannel(channel)) return refuse(ctl, `bad channel ${repr(channel)}`);
    const amount = parseModifier(modifier);
    if (amount === undefined) return refuse(ctl, `bad argument ${modifier}`);
    if (amount === 'follow') await followLog(ctl, `/logtail/${name}/${channel}`);
    else await showTail(ctl, name, channel, amount);
  },
};

function isChannel(word: string): word is Channel {
  return Object.hasOwn(METHODS, word);
}

function refuse(ctl: Ctl, text: string): void {
  ctl.output.line(`Error: ${text}`);
  ctl.exitStatus = EXIT.GENERIC;
}

function showTail(ctl: Ctl, name: string, channel: Channel, bytes: number): Promise<void> {
  return showLog(ctl, name, ctl.client.call(METHODS[channel], name, -bytes, 0), {
    [FAULTS.NO_FILE]: 'no log file',
    [FAULTS.FAILED]: 'unknown error reading log',
    [FAULTS.BAD_NAME]: 'no such process name',
  });
}
