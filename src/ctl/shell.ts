/**
 * Runs command lines: one from the command line of `supervisorctl`, or those that are typed.
 *
 *   runLine(ctl, 'start web')  ->  prints, sets ctl.exitStatus, never throws
 */
import { words } from '../base/python-text.ts';
import { HttpStatusError } from '../client/errors.ts';
import { advise } from './advise.ts';
import type { Ctl, Typed } from './command.ts';
import { takeFlags } from './command-flags.ts';
import { exceptionLine } from './exceptions.ts';
import { EXIT } from './exit-status.ts';
import { expandNames } from './globs.ts';
import { parseLine } from './line.ts';
import { upcheck } from './upcheck.ts';
import { usageError } from './usage.ts';

const UNAUTHORIZED = 401;

/**
 * Runs one line. Errors that no command expects are printed as the original prints them.
 *
 * @returns whether the line leaves a shell.
 */
export async function runLine(ctl: Ctl, line: string): Promise<boolean> {
  const known = ctl.commands.map(({ name }) => name);
  const { text, command: name, rest } = parseLine(line, known);
  if (text === '') return false;
  const command = ctl.commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    ctl.output.line(`*** Unknown syntax: ${text}`);
    ctl.exitStatus = EXIT.GENERIC;
    const { suggestCommand } = await import('./suggestions.ts');
    suggestCommand(ctl, name);
    return false;
  }
  const { flags, names } = takeFlags(command, words(rest));
  const typed: Typed = { command, flags, names };
  try {
    if (!flags.has('--json') || command.json === undefined) return await perform(ctl, typed);
    const { runAsJson } = await import('./json-output.ts');
    return await runAsJson(ctl, typed, perform);
  } finally {
    if (ctl.unknown.length > 0) await suggestNames(ctl, typed);
    ctl.client.close(); // an idle connection would keep the program alive
  }
}

/** Runs a command, asking for credentials if need be. @returns whether it leaves a shell. */
async function perform(ctl: Ctl, typed: Typed): Promise<boolean> {
  try {
    await runCommand(ctl, typed);
  } catch (error) {
    if (ctl.terminal.closed) return true; // by Ctrl-C, which cut the connection
    if (isUnauthorized(error) && (await authenticate(ctl))) return perform(ctl, typed);
    if (ctl.terminal.closed) return true; // at the question for a password
    ctl.output.line(exceptionLine(error));
    ctl.exitStatus = EXIT.GENERIC;
    await advise(ctl, error);
  }
  return typed.command.leaves === true;
}

async function runCommand(ctl: Ctl, { command, flags, names }: Typed): Promise<void> {
  if (command.args.length === 0 && names.length > 0) {
    usageError(ctl, command, `${command.name} accepts no arguments`);
    return;
  }
  if (command.upcheck && !(await upcheck(ctl))) {
    ctl.exitStatus = command.unreachable ?? ctl.exitStatus;
    return;
  }
  await command.run(ctl, await expandNames(ctl, command.args, names), flags);
}

async function suggestNames(ctl: Ctl, typed: Typed): Promise<void> {
  const { suggestMeant } = await import('./suggestions.ts');
  await suggestMeant(ctl, typed);
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof HttpStatusError && error.status === UNAUTHORIZED;
}

/** Asks for name and password, if there is somebody to ask. @returns whether to try again. */
async function authenticate(ctl: Ctl): Promise<boolean> {
  ctl.output.line('Server requires authentication');
  if (!ctl.interactive) return false;
  ctl.output.flush();
  const username = await ctl.terminal.ask('Username:');
  if (username === undefined) return false;
  const password = await ctl.terminal.askSecret('Password:');
  if (password === undefined) return false;
  ctl.output.line('');
  ctl.client.authenticate(username, password);
  return true;
}
