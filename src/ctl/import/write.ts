/** Writes what was imported as sections of a configuration file. */
import type { Draft, Imported } from './draft.ts';

/** @param origin What it was made of, for the first line. */
export function sectionsText({ programs, notes }: Imported, origin: string): string {
  const head = [
    `Made of ${origin} by supervisorctl import.`,
    'Read what is said below each program, then: supervisorctl check',
    ...notes,
  ];
  const sections = [...programs.map(programText), ...groupTexts(programs)];
  return [head.map(comment).join(''), ...sections].join('\n');
}

function programText(program: Draft): string {
  const { name, options, notes, isComplete } = program;
  const lines = [...options].map(([option, value]) => `${option}=${continued(value)}\n`);
  const command = lines.findIndex((line) => line.startsWith('command='));
  const ordered = [...lines.splice(Math.max(command, 0), command === -1 ? 0 : 1), ...lines];
  const said = notes.map(comment).join('');
  const header = `[program:${name}]\n`;
  if (isComplete) return header + ordered.join('') + said;
  return [header, 'command=\n', ...ordered].join('').replace(/^/gm, ';').replace(/;$/, '') + said;
}

/** Every group with the programs that have something to run, in the order of the first of each. */
function groupTexts(programs: readonly Draft[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { group, name, isComplete } of programs) {
    if (group === undefined || !isComplete) continue;
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  return [...groups].map(([group, names]) => `[group:${group}]\nprograms=${names.join(',')}\n`);
}

/** Further lines of a value are indented. */
function continued(value: string): string {
  return value.replaceAll('\n', '\n    ');
}

function comment(text: string): string {
  return `; ${text}\n`;
}
