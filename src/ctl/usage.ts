/** A command that was typed wrongly: the error, then how it is typed. */
import type { Command, Ctl } from './command.ts';
import { EXIT } from './exit-status.ts';
import { commandHelp } from './help-text.ts';

export function usageError(
  ctl: Ctl,
  command: Command,
  text: string,
  exitStatus: number = EXIT.GENERIC,
): void {
  for (const line of [`Error: ${text}`, ...commandHelp(command)]) ctl.output.line(line);
  ctl.exitStatus = exitStatus;
}

/** `Error: start requires a process name` */
export function missingArgument(
  ctl: Ctl,
  command: Command,
  what: string,
  exitStatus?: number,
): void {
  usageError(ctl, command, `${command.name} requires ${what}`, exitStatus);
}
