/**
 * Warnings of our own about a configuration that can be used: what is not known, and what has no
 * effect here. The original is silent about them.
 */
import { nearest } from '../base/nearest.ts';
import { repr } from '../base/python-text.ts';
import type { GroupConfig, SupervisordOptions } from './config.ts';
import type { Ini, IniSection } from './ini.ts';
import { adviseOddities } from './ini-advice.ts';
import { adviseSharedLogs } from './log-advice.ts';
import type { Notes } from './notes.ts';
import { SECTIONS } from './sections.ts';
import type { CommandLine } from './supervisord.ts';

export interface Advised {
  readonly ini: Ini;
  readonly groups: readonly GroupConfig[];
  readonly supervisord: SupervisordOptions;
  /** Options that the command line has overridden. */
  readonly commandLine: CommandLine;
}

/**
 * What can be said before any value is read. An error that follows may come of just this.
 *
 * @param file The main file as it was typed.
 */
export function adviseText(ini: Ini, file: string, notes: Notes): void {
  for (const section of ini.sections) adviseUnknown(section, notes);
  adviseInnerInclude(ini, file, notes);
  adviseOddities(ini.oddities, notes);
}

export function advise(config: Advised, notes: Notes): void {
  adviseForeground(config, notes);
  adviseSharedLogs(config, notes);
}

function adviseUnknown({ name, origin, options }: IniSection, notes: Notes): void {
  const known = SECTIONS.find((section) => section.matches(name));
  if (known === undefined) {
    const kinds = SECTIONS.map(({ header }) => header.replace('<name>', ''));
    const [kind = '', ...rest] = name.trim().split(/(?<=:)/);
    const meant = nearest(kind, kinds);
    const hint = meant === undefined ? '' : `, did you mean [${meant}${rest.join('').trim()}]?`;
    notes.advise('unknown-section', `unknown section [${name}]${hint}`, origin);
    return;
  }
  if (known.open) return;
  for (const [option, value] of options) {
    if (value.origin.section !== name) continue; // of [DEFAULT], which is for every section
    if (Object.hasOwn(known.options, option)) continue;
    const meant = nearest(option, Object.keys(known.options));
    const hint = meant === undefined ? '' : `, did you mean ${repr(meant)}?`;
    notes.advise(
      'unknown-option',
      `unknown option ${repr(option)} in section ${repr(name)}${hint}`,
      value.origin,
    );
  }
}

function adviseInnerInclude(ini: Ini, file: string, notes: Notes): void {
  const origin = ini.value('include', 'files')?.origin;
  if (origin === undefined || origin.file === file) return;
  notes.advise('include-in-include', '[include] has no effect in an included file', origin);
}

/** It is the inherited directory and umask that count there. */
function adviseForeground({ ini, supervisord, commandLine }: Advised, notes: Notes): void {
  if (!supervisord.nodaemon) return;
  for (const option of ['directory', 'umask']) {
    const given = commandLine[option] !== undefined;
    const origin = given ? undefined : ini.value('supervisord', option)?.origin;
    if (origin === undefined && !given) continue;
    const text = `${option} of supervisord has no effect in the foreground`;
    notes.advise('ignored-in-foreground', text, origin);
  }
}
