/** `maintail`: the end of the main log, or all that comes after it. */
import { FAULTS } from '../../wire/faults.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { followLog, LOG_BYTES, parseModifier, readLogText } from '../log-text.ts';
import { usageError } from '../usage.ts';

export const maintail: Command = {
  name: 'maintail',
  summary: 'Show the end of the main log',
  args: [{ kind: 'option', optional: true }],
  forms: [
    ['maintail', `Show the last ${LOG_BYTES} bytes of the log of supervisord`],
    ['maintail -100', 'Show the last 100 bytes'],
    ['maintail -f', 'Show the last 1024 bytes and what comes, until Ctrl-C'],
  ],
  json: {
    shape: '{"name": "supervisord", "text": "..."}, not with -f',
    async document(ctl, words) {
      const amount = parseAmount(ctl, words);
      if (amount === undefined) return undefined;
      if (amount === 'follow') return refuse(ctl, 'maintail: --json cannot follow a log');
      const text = await readMainLog(ctl, amount);
      return text === undefined ? undefined : { name: 'supervisord', text };
    },
  },
  upcheck: true,
  async run(ctl, words) {
    const amount = parseAmount(ctl, words);
    if (amount === undefined) return;
    if (amount === 'follow') return followLog(ctl, '/mainlogtail');
    const text = await readMainLog(ctl, amount);
    if (text !== undefined) ctl.output.line(text);
  },
};

/** Understands the words, or says what is wrong with them. */
function parseAmount(ctl: Ctl, words: readonly string[]): 'follow' | number | undefined {
  if (words.length > 1) {
    usageError(ctl, maintail, 'too many arguments');
    return undefined;
  }
  return parseModifier(words[0]) ?? refuse(ctl, `bad argument ${words[0]}`);
}

function refuse(ctl: Ctl, text: string): undefined {
  ctl.output.line(`Error: ${text}`);
  ctl.exitStatus = EXIT.GENERIC;
}

function readMainLog(ctl: Ctl, bytes: number): Promise<string | undefined> {
  return readLogText(ctl, 'supervisord', ctl.client.call('supervisor.readLog', -bytes, 0), {
    [FAULTS.NO_FILE]: 'no log file',
    [FAULTS.FAILED]: 'unknown error reading log',
  });
}
