/**
 * "Did you mean", on stderr, for what nobody knows: commands, flags, names of processes and groups.
 * Stdout keeps what Supervisor prints.
 */
import { hasMagic } from '../base/fnmatch.ts';
import { nearest } from '../base/nearest.ts';
import { fits, type Named } from '../wire/name-pattern.ts';
import { namespec } from '../wire/namespec.ts';
import type { Ctl, Typed, UnknownName } from './command.ts';
import { flagsOf } from './command-flags.ts';

export function suggestCommand(ctl: Ctl, typed: string | undefined): void {
  const known = ctl.commands.filter(({ forms }) => forms.length > 0).map(({ name }) => name);
  const meant = typed === undefined ? undefined : nearest(typed, known);
  if (meant !== undefined) ctl.output.errorLine(`did you mean ${meant}?`);
}

/** Has a word on each name that was unknown to the last command, and forgets them. */
export async function suggestMeant(ctl: Ctl, { command }: Typed): Promise<void> {
  const unknown = new Map(ctl.unknown.splice(0).map((each) => [each.name, each]));
  const flags = flagsOf(command).map(({ name }) => name);
  let infos: readonly Named[] | undefined;
  for (const { kind, name } of unknown.values()) {
    if (name.startsWith('-')) {
      ctl.output.errorLine(flagText(command.name, name, flags));
      continue;
    }
    infos ??= await askForNames(ctl);
    const text = nameText({ kind, name }, infos);
    if (text !== undefined) ctl.output.errorLine(text);
  }
}

function flagText(command: string, typed: string, flags: readonly string[]): string {
  const meant = nearest(typed.replace(/=.*/s, ''), flags);
  const hint = meant === undefined ? `see: help ${command}` : `did you mean ${meant}?`;
  return `${command} has no flag ${typed}; ${hint}`;
}

function nameText({ kind, name }: UnknownName, infos: readonly Named[]): string | undefined {
  const groups = [...new Set(infos.map(({ group }) => group))];
  const processes = infos.map((info) => namespec(info.group, info.name));
  if (hasMagic(name)) return patternText(kind, name, infos);
  if (kind === 'process' && groups.includes(name)) {
    return `${name} is a group: did you mean ${name}:*?`;
  }
  const meant = nearest(name, kind === 'group' ? groups : [...processes, ...groups]);
  if (meant === undefined) return undefined;
  const isGroup = kind === 'process' && !processes.includes(meant);
  return `${name}: did you mean ${isGroup ? `${meant}:*` : meant}?`;
}

function patternText(kind: UnknownName['kind'], pattern: string, infos: readonly Named[]): string {
  const count = kind === 'group' ? 0 : infos.filter((info) => fits(pattern, info)).length;
  if (count > 0) return `${count} processes fit ${pattern}, and one is wanted`;
  return `no ${kind} fits ${pattern}`;
}

/** What there is; nothing if the server does not say. */
async function askForNames(ctl: Ctl): Promise<readonly Named[]> {
  try {
    return await ctl.client.call('supervisor.getAllProcessInfo');
  } catch {
    return []; // the command has said what is wrong
  }
}
