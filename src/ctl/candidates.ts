/**
 * What can be typed next, for the completion of a shell: from the table of commands, and names from
 * the server if it answers soon.
 */
import { namespec } from '../wire/namespec.ts';
import type { ArgumentKind, Command, Ctl } from './command.ts';
import { flagsOf, takeFlags } from './command-flags.ts';
import { placesOf } from './places.ts';

type Asked = Pick<Ctl, 'client' | 'commands'>;

export interface Candidate {
  readonly word: string;
  readonly doc: string;
}

/** Nobody waits longer for the Tab key. */
const PATIENCE_MS = 1000;

const SIGNALS = ['HUP', 'INT', 'QUIT', 'KILL', 'USR1', 'USR2', 'TERM', 'CONT', 'STOP', 'WINCH'];

/**
 * @param words What stands behind the flags of supervisorctl, before the current word.
 * @param current The word that is being typed; it decides whether flags are offered.
 */
export async function candidates(
  words: readonly string[],
  current: string,
  ctl: Asked,
): Promise<readonly Candidate[]> {
  const [name, ...args] = words;
  if (name === undefined) return commandCandidates(ctl);
  const command = ctl.commands.find((each) => each.name === name);
  if (command === undefined) return [];
  if (current.startsWith('--')) return flagCandidates(command);
  const { names } = takeFlags(command, args);
  const kind = placesOf(command.args, [...names, current])[names.length]?.kind;
  const flags = current.startsWith('-') ? flagCandidates(command) : [];
  return [...flags, ...(kind === undefined ? [] : await soon(ctl, CANDIDATES[kind](ctl)))];
}

function commandCandidates({ commands }: Asked): readonly Candidate[] {
  const shown = commands.filter(({ forms }) => forms.length > 0);
  return shown.map(({ name, summary }) => ({ word: name, doc: summary }));
}

function flagCandidates(command: Command): readonly Candidate[] {
  return flagsOf(command).map(({ name, argument, optional, doc }) => ({
    word: argument === undefined || optional ? name : `${name}=`,
    doc,
  }));
}

type Find = (ctl: Asked) => readonly Candidate[] | Promise<readonly Candidate[]>;

const CANDIDATES: Readonly<Record<ArgumentKind, Find>> = {
  process: processCandidates,
  group: groupCandidates,
  signal: () => SIGNALS.map((word) => ({ word, doc: `SIG${word}` })),
  channel: () => ['stdout', 'stderr'].map((word) => ({ word, doc: 'A log' })),
  option: () => [{ word: '-f', doc: 'Follow the log' }],
  command: commandCandidates,
  shell: () => ['bash', 'zsh', 'fish'].map((word) => ({ word, doc: 'A shell' })),
  format: formatCandidates,
  any: () => [],
};

async function formatCandidates(): Promise<readonly Candidate[]> {
  const { FORMATS } = await import('./import/formats.ts');
  return FORMATS.map(({ name, doc }) => ({ word: name, doc }));
}

async function processCandidates({ client }: Asked): Promise<readonly Candidate[]> {
  const infos = await client.call('supervisor.getAllProcessInfo');
  const groups = new Set(
    infos.filter(({ group, name }) => group !== name).map(({ group }) => group),
  );
  return [
    ...infos.map(({ group, name, statename }) => ({ word: namespec(group, name), doc: statename })),
    ...[...groups].map((group) => ({ word: `${group}:*`, doc: 'A whole group' })),
    { word: 'all', doc: 'Everything' },
  ];
}

async function groupCandidates({ client }: Asked): Promise<readonly Candidate[]> {
  const infos = await client.call('supervisor.getAllConfigInfo');
  const groups = new Map(infos.map(({ group, inuse }) => [group, inuse]));
  return [...groups].map(([word, inuse]) => ({ word, doc: inuse ? 'Active' : 'Available' }));
}

/** What comes soon; nothing if the server is down, slow, or does not let us. */
async function soon(
  { client }: Asked,
  found: readonly Candidate[] | Promise<readonly Candidate[]>,
): Promise<readonly Candidate[]> {
  const timer = setTimeout(() => client.close(), PATIENCE_MS);
  try {
    return await found;
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
    client.close();
  }
}
