/**
 * A program that is tried before it takes the place of another one: it reads what that one would leave,
 * makes everything from it, touches nothing, and tells who it is.
 */
import type { Config } from '../config/config.ts';
import { HANDOVER_FORMAT } from '../daemon/handover.ts';
import { Life } from '../daemon/life.ts';
import type { Inheritance, LifeContext } from '../daemon/life-context.ts';
import type { NextProgram } from '../daemon/upgrades.ts';

/** What it prints: a line of JSON. */
export interface Rehearsal extends NextProgram {
  /** The format of the state that it has read. */
  readonly format: number;
}

/** @throws {UserError} why it could not take over */
export function rehearse(
  config: Config,
  left: Inheritance,
  context: Omit<LifeContext, 'beginning'>,
): Rehearsal {
  new Life({ ...context, beginning() {} }).inherit(config, left);
  const command = [process.execPath, ...process.execArgv, process.argv[1] ?? ''];
  return { format: HANDOVER_FORMAT, release: context.programs.current, command };
}
