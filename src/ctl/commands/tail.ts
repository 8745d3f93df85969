/** `tail`: the end of a process's log, or all that comes after it. */
import { repr } from '../../base/python-text.ts';
import { FAULTS } from '../../wire/faults.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { followLog, LOG_BYTES, parseModifier, readLogText } from '../log-text.ts';
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
  json: {
    shape: '{"name": "web", "channel": "stdout", "text": "..."}, not with -f',
    async document(ctl, words) {
      const asked = parseTail(ctl, words);
      if (asked === undefined) return undefined;
      const { name, channel, amount } = asked;
      if (amount === 'follow') return refuse(ctl, 'tail: --json cannot follow a log');
      const text = await readTail(ctl, name, channel, amount);
      return text === undefined ? undefined : { name, channel, text };
    },
  },
  upcheck: true,
  async run(ctl, words) {
    const asked = parseTail(ctl, words);
    if (asked === undefined) return;
    const { name, channel, amount } = asked;
    if (amount === 'follow') return followLog(ctl, `/logtail/${name}/${channel}`);
    const text = await readTail(ctl, name, channel, amount);
    if (text !== undefined) ctl.output.line(text);
  },
};

interface Asked {
  readonly name: string;
  readonly channel: Channel;
  /** Bytes, or all that comes. */
  readonly amount: 'follow' | number;
}

/** Understands the words, or says what is wrong with them. */
function parseTail(ctl: Ctl, words: readonly string[]): Asked | undefined {
  if (words.length < 1) return refuseUsage(ctl, 'too few arguments');
  if (words.length > 3) return refuseUsage(ctl, 'too many arguments');
  const modifier = words[0]?.startsWith('-') ? words[0] : undefined;
  const [name, ...rest] = modifier === undefined ? words : words.slice(1);
  if (name === undefined) return refuse(ctl, 'tail requires process name');
  const channel = rest.at(-1)?.toLowerCase() ?? 'stdout';
  if (!isChannel(channel)) return refuse(ctl, `bad channel ${repr(channel)}`);
  const amount = parseModifier(modifier);
  if (amount === undefined) return refuse(ctl, `bad argument ${modifier}`);
  return { name, channel, amount };
}

function isChannel(word: string): word is Channel {
  return Object.hasOwn(METHODS, word);
}

function refuse(ctl: Ctl, text: string): undefined {
  ctl.output.line(`Error: ${text}`);
  ctl.exitStatus = EXIT.GENERIC;
}

function refuseUsage(ctl: Ctl, text: string): undefined {
  usageError(ctl, tail, text);
}

function readTail(
  ctl: Ctl,
  name: string,
  channel: Channel,
  bytes: number,
): Promise<string | undefined> {
  return readLogText(ctl, name, ctl.client.call(METHODS[channel], name, -bytes, 0), {
    [FAULTS.NO_FILE]: 'no log file',
    [FAULTS.FAILED]: 'unknown error reading log',
    [FAULTS.BAD_NAME]: 'no such process name',
  });
}
