/** What an import makes: programs, with a note on each thing that has no equivalent. */
import { UserError } from '../../base/errors.ts';
import { programSection } from '../../config/sections/program.ts';

export type ProgramOption = keyof typeof programSection.options;

/** What was found in one file. */
export interface Imported {
  readonly programs: readonly Draft[];
  /** On the file as a whole. */
  readonly notes: readonly string[];
}

/** The error of a file in which there is nothing to make programs of. */
export function nothingIn(file: string, what: string): UserError {
  return new UserError(`${file} has no ${what}`);
}

/** A program in the making: the lines of its section, and notes. */
export class Draft {
  readonly name: string;
  /** The `[group:x]` it goes into. */
  group: string | undefined;
  readonly #options = new Map<ProgramOption, string>();
  readonly #notes: string[] = [];

  /** @param wanted What it is called there; characters that a name cannot have become `_`. */
  constructor(wanted: string) {
    this.name = programName(wanted);
    if (this.name !== wanted) this.note(`${wanted} is no name that a program can have`);
  }

  /** Values as they stand in the file, percent signs doubled. */
  get options(): ReadonlyMap<ProgramOption, string> {
    return this.#options;
  }

  get notes(): readonly string[] {
    return this.#notes;
  }

  /** Whether there is something to run. Otherwise the section is written as a comment. */
  get isComplete(): boolean {
    return this.#options.has('command');
  }

  /** @param text The value, taken to the letter. */
  set(option: ProgramOption, text: string): void {
    const isTwice = programSection.options[option].expansion === 'twice';
    this.setTemplate(option, text.replaceAll('%', isTwice ? '%%%%' : '%%'));
  }

  /** @param text The value as it stands in the file: `%(name)s` is replaced, `%%` a percent sign. */
  setTemplate(option: ProgramOption, text: string): void {
    this.#options.set(option, text);
    if (/\n[ \t]|[ \t]\n/.test(text)) this.note(`lines of ${option} lose their indentation here`);
  }

  note(text: string): void {
    const line = text.replace(/\s+/g, ' ').trim();
    if (!this.#notes.includes(line)) this.#notes.push(line);
  }
}

/** A name without what `[program:x]`, `[group:x]` and namespecs cannot hold. */
export function programName(wanted: string): string {
  return wanted.trim().replace(/[^\p{L}\p{N}_.@+-]/gu, '_') || 'program';
}
