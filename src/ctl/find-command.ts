/** Finds a command by its name, for commands that are made of others. */
import type { Command, Ctl } from './command.ts';

/** @throws {Error} if there is none */
export function findCommand({ commands }: Pick<Ctl, 'commands'>, name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  return command;
}
