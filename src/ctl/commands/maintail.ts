/** `maintail`: the end of the main log, or all that comes after it. */
import { FAULTS } from '../../wire/faults.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { followLog, LOG_BYTES, parseModifier, showLog } from '../log-text.ts';
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
  upcheck: true,
  async run(ctl, words) {
    if (words.length > 1) return usageError(ctl, maintail, 'too many arguments');
    const amount = parseModifier(words[0]);
    if (amount === undefined) {
      ctl.output.line(`Error: bad argument ${words[0]}`);
      ctl.exitStatus = EXIT.GENERIC;
    } else if (amount === 'follow') {
      await followLog(ctl, '/mainlogtail');
    } else {
      await showLog(ctl, 'supervisord', ctl.client.call('supervisor.readLog', -amount, 0), {
        [FAULTS.NO_FILE]: 'no log file',
        [FAULTS.FAILED]: 'unknown error reading log',
      });
    }
  },
};
