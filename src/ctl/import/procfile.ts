/** A Procfile, as Heroku, foreman and overmind read it: `name: command for a shell`. */
import { Draft, type Imported, nothingIn, programName } from './draft.ts';
import type { Source } from './formats.ts';
import { commandText, environmentText } from './shell-text.ts';

const LINE = /^([A-Za-z0-9_-]+):\s*(.+)$/;
/** foreman gives the first process of the nth line 5000 + 100 n. */
const FIRST_PORT = 5000;
const PORTS_APART = 100;

/** What Heroku runs before a new release, and nobody keeps running. */
const RELEASE = 'release';

export function readProcfile({ text, folder, file }: Source): Imported {
  const lines = text.split(/\r?\n/).flatMap((line) => {
    const [, name, command] = LINE.exec(line.trim()) ?? [];
    return name === undefined || command === undefined ? [] : [{ name, command }];
  });
  if (lines.length === 0) throw nothingIn(file, 'line like web: command');
  const group = programName(folder.split('/').at(-1) ?? '');
  const programs = lines.map(({ name, command }, index) => {
    const program = new Draft(name);
    program.group = group;
    const { text: value, shellStays } = commandText({ kind: 'line', line: command }, folder);
    program.set('command', value);
    program.set('directory', folder);
    if (/\$\{?PORT\b/.test(command)) {
      const port = String(FIRST_PORT + PORTS_APART * index);
      program.set('environment', environmentText([['PORT', port]]));
      program.note(`PORT is what foreman would give it`);
    }
    if (name === RELEASE) runOnce(program);
    else program.set('autorestart', 'true');
    if (shellStays) program.set('stopasgroup', 'true');
    return program;
  });
  const env = 'Variables of a file .env are not taken over: add them to environment=.';
  return { programs, notes: [env] };
}

function runOnce(program: Draft): void {
  program.set('autostart', 'false');
  program.set('autorestart', 'false');
  program.set('startsecs', '0');
  program.note(
    'runs once, when it is started: supervisorctl start NAME before you restart the rest',
  );
}
