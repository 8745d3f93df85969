/** The terminal of the README's picture, as `npm run screenshots` takes it: kept in dist/screenshots. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../rig/commands.ts';
import { Rig } from '../rig/rig.ts';
import { onTerminal, Screen } from '../rig/screen.ts';
import { type Line, terminalPicture } from './terminal-picture.ts';

const says = (text: string) => `sh -c 'echo "${text}"; exec sleep 1000'`;

const CONFIG = `
[program:api]
command = ${says('GET /cart 200, 3 ms')}
process_name = %(program_name)s_%(process_num)d
numprocs = 3
[program:mailer]
command = ${says('sent 12 mails')}
[program:reports]
command = sh -c 'echo "no database" >&2; exit 3'
startretries = 0
[program:cleanup]
command = ${says('nothing to do')}
autostart = false
`;

const COMMANDS = [
  'supervisorctl status',
  "supervisorctl restart --rolling 'api:*'",
  'supervisorctl logs --lines=1',
  'supervisorctl update --dry-run --minimal',
];

test(
  'the picture of a terminal shows what supervisorctl prints, in its colours',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const { paths, rewrite } = rig.configure(CONFIG);
    const daemon = await rig.foreground(paths);
    await daemon.state('reports', 'FATAL');
    for (const name of ['api:api_0', 'api:api_1', 'api:api_2', 'mailer']) {
      await daemon.state(name, 'RUNNING');
    }
    rewrite(CONFIG.replace('numprocs = 3', 'numprocs = 4'));

    const lines: Line[] = [];
    for (const typed of COMMANDS) {
      // What is waited for is on stderr, and gone by the end.
      const command = typed.replace('supervisorctl', `supervisorctl -c ${paths.config}`);
      const run = `PATH=${path.join(projectRoot, 'bin')}:$PATH; ${command} 2>/dev/null`;
      const screen = Screen.start(rig, '/bin/sh', ['-c', run]);
      await screen.exited;
      const shown = screen.raw.trimEnd().split(/\s*\n/);
      lines.push({ typed }, ...shown.map((line) => ({ shown: line })), { shown: '' });
    }

    const picture = terminalPicture('supervisorctl', lines.slice(0, -1));
    assert.match(picture, />reports<.*>FATAL<.*>Exited too quickly \(/);
    assert.match(picture, />api:api_2: started</);
    assert.match(picture, /fill="#56b6c2" textLength="75.6">api:api_0</);
    assert.match(picture, /x="36.8"[^>]*>api_3: would be added</);
    const folder = path.join(projectRoot, 'dist/screenshots');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'terminal.svg'), picture);
  },
);
