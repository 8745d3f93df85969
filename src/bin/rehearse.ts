/**
 * A program that is tried before it takes the place of another one: it reads what that one would leave,
 * makes everything from it, touches nothing, and tells who it is.
 */
import type { Config } from '../config/config.ts';
import { HANDOVER_FORMAT } from '../daemon/handover.ts';
import { Life } from '../daemon/life.ts';
import type { Inheritance, LifeContext } from '../daemon/life-context.ts';
import type { NextProgram } from '../daemon/upgrades.ts';
import { addonFile } from '../os/native.ts';
import { canPreload } from '../os/program.ts';

/** What it prints: a line of JSON. */
export interface Rehearsal extends NextProgram {
  /** The format of the state that it has read. */
  readonly format: number;
}

/** @throws {UserError} why it could not take over */
export async function rehearse(
  config: Config,
  left: Inheritance,
  context: Omit<LifeContext, 'beginning'>,
): Promise<Rehearsal> {
  new Life({ ...context, beginning() {} }).inherit(config, left);
  await requireCertificates(config);
  const command = [process.execPath, ...process.execArgv, process.argv[1] ?? ''];
  const addon = canPreload() ? { addon: addonFile() } : {};
  return { format: HANDOVER_FORMAT, release: context.programs.current, command, ...addon };
}

/** A server that has one goes on with what its files hold by now; without, it would be left out. */
async function requireCertificates({ servers }: Config): Promise<void> {
  for (const server of servers) {
    if (server.family !== 'inet' || server.tls === undefined) continue;
    const { requireCertificate } = await import('../http/tls.ts');
    requireCertificate(server.section, server.tls);
  }
}
