/**
 * What a command of `supervisorctl` is: one entry of `commands.ts`, from which help, completion,
 * argument errors and the manual follow.
 *
 * To add a command: one file in `commands/` that exports a `Command`, and its line in
 * `commands.ts`.
 */
import type { Report } from '../check/check.ts';
import type { SupervisorClient } from '../client/supervisor-client.ts';
import type { Output } from './output.ts';

/** Checks a configuration file, or the one that would be found. */
export type CheckFile = (file: string | undefined) => Promise<Report>;

/** What a command works with. */
export interface Ctl {
  /** Where the server is, as messages name it; `open` changes it. */
  serverUrl: string;
  readonly client: SupervisorClient;
  readonly output: Output;
  readonly terminal: Terminal;
  /** Whether the user is asked before the server is stopped or restarted. */
  readonly interactive: boolean;
  readonly check: CheckFile;
  /** All commands, for `help`. */
  readonly commands: readonly Command[];
  /** Names that the server did not know; `suggestions.ts` has a word on them after the command. */
  readonly unknown: UnknownName[];
  /** See `exit-status.ts`: the last assignment wins. */
  exitStatus: number;
}

export interface UnknownName {
  readonly kind: 'process' | 'group';
  /** As it was typed. */
  readonly name: string;
}

/** The person at the other end. */
export interface Terminal {
  /** Whether somebody types the answers. */
  readonly isTyped: boolean;
  /** Asks a question; undefined at the end of the input, and when it is called off. */
  ask(question: string, typing?: Typing): Promise<string | undefined>;
  /** Asks for something that is not shown while it is typed. */
  askSecret(question: string): Promise<string | undefined>;
  /** Calls `run` at Ctrl-C, instead of ending the program, until the returned function is called. */
  onInterrupt(run: () => void): () => void;
  /** Does what Ctrl-C would do now: tells who listens last, or ends the program. */
  interrupt(): void;
  /** Nothing is asked any more; a question that waits is answered with undefined. */
  close(): void;
  readonly closed: boolean;
}

/** What helps somebody who types an answer. */
export interface Typing {
  /** Earlier lines, to be called back with the arrow keys. It is told of the answer. */
  readonly history?: History;
  /** Completes what stands before the cursor, at Tab. */
  readonly complete?: (line: string) => Promise<Completion>;
  /** Calls the question off. */
  readonly signal?: AbortSignal;
}

export interface History {
  /** The newest first. */
  readonly lines: readonly string[];
  add(line: string): void;
}

export interface Completion {
  /** What `word` could become. */
  readonly matches: readonly string[];
  /** The end of the line that the matches begin with. */
  readonly word: string;
}

export type ArgumentKind =
  | 'process'
  | 'group'
  | 'signal'
  | 'channel'
  | 'option'
  | 'command'
  | 'shell'
  | 'format'
  | 'any';

export interface Argument {
  /** What it names; completion offers such names. */
  readonly kind: ArgumentKind;
  readonly optional?: true;
  /** Any number of them; only of the last argument. */
  readonly many?: true;
}

/** A word that begins with `--` and may stand anywhere behind the command. All are additions. */
export interface CommandFlag {
  readonly name: `-${string}`;
  /** What its argument is called; it stands behind `=`. */
  readonly argument?: string;
  /** Whether the argument may be left out. */
  readonly optional?: true;
  readonly doc: string;
}

/** The flags that were given, with their arguments; empty for a flag without. */
export type Flags = ReadonlyMap<string, string>;

/** A command as it was typed. */
export interface Typed {
  readonly command: Command;
  readonly flags: Flags;
  /** The words behind it that are no flags. */
  readonly names: readonly string[];
}

/** What `--json` prints instead of lines. */
export interface JsonForm {
  /** An example of the document, for the manual. */
  readonly shape: string;
  /**
   * Does what the command does and sets the same exit status. Lines that it prints are not shown;
   * without a document they become its `error`.
   */
  document(ctl: Ctl, words: readonly string[], flags: Flags): Promise<object | undefined>;
}

/** A way to type the command, and what that does. */
export type Form = readonly [typed: string, meaning: string];

export interface Command {
  readonly name: string;
  /** One line for the manual. */
  readonly summary: string;
  /** Without any, words behind the command are an error. */
  readonly args: readonly Argument[];
  /** What `help <command>` shows. A command without forms is not listed and has no help. */
  readonly forms: readonly Form[];
  readonly flags?: readonly CommandFlag[];
  /** With it, the command has the flag `--json`. */
  readonly json?: JsonForm;
  /** Lines of `help <command>` below the forms and flags. */
  readonly notes?: readonly string[];
  /** Whether the server is asked for its version before anything else. Most do. */
  readonly upcheck: boolean;
  /** The exit status when that fails, instead of the one that tells why. */
  readonly unreachable?: number;
  /** Whether an interactive shell ends with it. */
  readonly leaves?: true;
  /** Does what was asked. `words` has what stands behind the command, without its flags. */
  run(ctl: Ctl, words: readonly string[], flags: Flags): Promise<void> | void;
}
