/**
 * Runs command lines: one from the command line of `supervisorctl`, or those that are typed.
 *
 *   runLine(ctl, 'start web')  ->  prints, sets ctl.exitStatus, never throws
 */
import { words } from '../base/python-text.ts';
import { HttpStatusError } from '../client/errors.ts';
import type { Command, Ctl } from './command.ts';
import { exceptionLine } from './exceptions.ts';
import { EXIT } from './exit-status.ts';
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
  const { text, command: name, rest } = parseLine(line);
  if (text === '') return false;
  const command = ctl.commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    ctl.output.line(`*** Unknown syntax: ${text}`);
    ctl.exitStatus = EXIT.GENERIC;
    return false;
  }
  try {
    await runCommand(ctl, command, words(rest));
  } catch (error) {
    if (ctl.terminal.closed) return true; // by Ctrl-C, which cut the connection
    if (isUnauthorized(error) && (await authenticate(ctl))) return await runLine(ctl, line);
    if (ctl.terminal.closed) return true; // at the question for a password
    ctl.output.line(exceptionLine(error));
    ctl.exitStatus = EXIT.GENERIC;
  } finally {
    ctl.client.close(); // an idle connection would keep the program alive
  }
  return command.leaves === true;
}

async function runCommand(ctl: Ctl, command: Command, args: readonly string[]): Promise<void> {
  if (command.args.length === 0 && args.length > 0) {
    usageError(ctl, command, `${command.name} accepts no arguments`);
    return;
  }
  if (command.upcheck && !(await upcheck(ctl))) {
    ctl.exitStatus = command.unreachable ?? ctl.exitStatus;
    return;
  }
  await command.run(ctl, args);
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
