/** supervisord(8). */
import { SUPERVISORD } from '../../src/bin/supervisord-flags.ts';
import { searchPaths } from '../../src/config/search.ts';
import type { DaemonSignal } from '../../src/daemon/signals.ts';
import { flagItems } from './flags.ts';
import { heading, item, type ManPage, prose, seeAlso, synopsis } from './roff.ts';

const DESCRIPTION = `supervisord starts the programs of its configuration file, watches them, starts them again when
they end, and writes what they say to logs. It puts itself into the background unless told otherwise.
\`supervisorctl\` tells it what to do; requests over XML-RPC and JSON, and a page for browsers, do the same.

Short flags can be joined (\`-nc FILE\`), long ones abbreviated as long as they stay unique. A flag takes
precedence over the option of the configuration file that it stands for.`;

const SIGNALS: Readonly<Record<DaemonSignal, string>> = {
  SIGTERM: 'Stop all programs, and end.',
  SIGINT: 'The same.',
  SIGQUIT: 'The same.',
  SIGHUP:
    'Stop all programs, read the configuration anew, and start. With an error in it nothing is stopped.',
  SIGUSR1: 'Is noted in the log.',
  SIGUSR2: 'Close all logs and open them anew.',
  SIGCHLD: 'A program has ended; sent by the system.',
};

export function supervisordPage(): ManPage {
  return {
    name: 'supervisord',
    section: 8,
    summary: 'start programs, and keep them running',
    body: [
      heading('Synopsis'),
      synopsis('supervisord', SUPERVISORD.synopsis),
      heading('Description'),
      prose(DESCRIPTION),
      heading('Options'),
      ...flagItems(SUPERVISORD, 'supervisord'),
      heading('Signals'),
      ...Object.entries(SIGNALS).map(([signal, doc]) => item(`\`${signal}\``, doc)),
      heading('Environment'),
      prose(
        'Programs get the environment of supervisord, the `environment` of its configuration, and these:',
      ),
      item('`SUPERVISOR_ENABLED`', 'Is `1`: somebody supervises.'),
      item('`SUPERVISOR_PROCESS_NAME`, `SUPERVISOR_GROUP_NAME`', 'What the process is called.'),
      item('`SUPERVISOR_SERVER_URL`', 'Where supervisord can be reached.'),
      heading('Exit status'),
      prose(
        '0 after an orderly end; 2 if the command line or the configuration cannot be used, or what they name cannot be had.',
      ),
      heading('Files'),
      prose(
        'Without `-c`, the first of these that is there is the configuration file; the first two are beside the folder of the command:',
      ),
      ...searchPaths('/usr/bin/supervisord').map((path) =>
        item(`\`${path}\``, 'The configuration.'),
      ),
      seeAlso('supervisorctl(1)', 'supervisord.conf(5)', 'pidproxy(1)'),
    ],
  };
}
