/** Every command of `supervisorctl`. */
import type { Command } from './command.ts';
import { add } from './commands/add.ts';
import { avail } from './commands/avail.ts';
import { check } from './commands/check.ts';
import { clear } from './commands/clear.ts';
import { completion } from './commands/completion.ts';
import { fg } from './commands/fg.ts';
import { hashPassword } from './commands/hash-password.ts';
import { help } from './commands/help.ts';
import { importCommand } from './commands/import.ts';
import { logs } from './commands/logs.ts';
import { maintail } from './commands/maintail.ts';
import { open } from './commands/open.ts';
import { pid } from './commands/pid.ts';
import { endOfInput, exit, quit } from './commands/quit.ts';
import { reload } from './commands/reload.ts';
import { remove } from './commands/remove.ts';
import { reread } from './commands/reread.ts';
import { restart } from './commands/restart.ts';
import { shutdown } from './commands/shutdown.ts';
import { signal } from './commands/signal.ts';
import { start } from './commands/start.ts';
import { status } from './commands/status.ts';
import { stop } from './commands/stop.ts';
import { tail } from './commands/tail.ts';
import { update } from './commands/update.ts';
import { upgrade } from './commands/upgrade.ts';
import { version } from './commands/version.ts';

// biome-ignore format: one group per line
export const COMMANDS: readonly Command[] = [
  status, pid, version, avail,
  start, stop, restart, signal,
  tail, logs, maintail, clear, fg,
  check, reread, update, add, remove, reload, upgrade, shutdown,
  importCommand, hashPassword, completion, help, open, quit, exit, endOfInput,
];
