/**
 * `supervisord`: reads the command line and the configuration, and begins a life.
 *
 * `launch.ts` says which part this process plays. Without `nodaemon` the first one starts another, the
 * daemon; it waits until that is ready, and leaves.
 */
import './sigusr1.ts';
import os from 'node:os';
import { UserError } from '../base/errors.ts';
import type { CheckOptions } from '../check/report.ts';
import type { Config } from '../config/config.ts';
import { type ConfigRequest, readConfig } from '../config/read.ts';
import { describeEnding } from '../daemon/ending.ts';
import { Life } from '../daemon/life.ts';
import { type DaemonSignal, SIGNALS } from '../daemon/signals.ts';
import { reportReady, startDaemon } from '../os/daemonize.ts';
import { identity } from '../os/identity.ts';
import { readLimit } from '../os/limits.ts';
import { findModule, loadModule, requireModule } from '../os/modules.ts';
import { permissionsFor } from '../os/permissions.ts';
import type { Os } from '../os/port.ts';
import { sockets } from '../os/sockets.ts';
import { createOs } from '../os/system.ts';
import { systemClock } from '../os/system-clock.ts';
import { goFirst } from '../os/threads.ts';
import { setProcessTitle } from '../os/title.ts';
import { SUPERVISOR_VERSION } from '../wire/versions.ts';
import { about } from './about.ts';
import { helpText } from './flags.ts';
import type { Inherited } from './inheritance.ts';
import { isHeir, type Launch, launchArgument, parseLaunch } from './launch.ts';
import { type ConfigReading, isDetached, lifeContext } from './life-context.ts';
import { ResultHandlers } from './result-handlers.ts';
import { serviceManager } from './service-manager.ts';
import { parseSupervisordFlags, SUPERVISORD } from './supervisord-flags.ts';

const USAGE_ERROR = 2;
/** The longest that timers can wait: 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** What was typed, and what is known of a program before this one. */
interface Start {
  readonly launch: Launch;
  readonly system: Os;
  readonly reading: ConfigReading;
  readonly inherited: Inherited | undefined;
}

async function main(launch: Launch): Promise<void> {
  const { role } = launch;
  const inherited = isHeir(role)
    ? (await import('./inheritance.ts')).readInheritance(role)
    : undefined;
  const system = createOs();
  const surroundings = {
    os: system,
    env: process.env,
    cwd: inherited?.handover.folder ?? process.cwd(),
    uid: identity.uid(),
    hostname: os.hostname(),
    argv0: launch.argv0,
    findModule,
    requireModule,
  };
  const line = parseSupervisordFlags(launch.words, surroundings);
  if (line.kind !== 'run') {
    const texts = {
      help: () => helpText(SUPERVISORD, launch.argv0),
      version: () => SUPERVISOR_VERSION,
      about,
    };
    console.log(texts[line.kind]());
    return;
  }
  const request = { ...line, ...surroundings };
  if (line.check !== undefined) {
    process.exitCode = await check(request, line.check);
    return;
  }
  if (line.unit !== undefined) {
    const { unitText } = await import('./units/print-unit.ts');
    process.stdout.write(unitText(line.unit, request));
    return;
  }
  const handlers = new ResultHandlers(request.cwd);
  const read = (): Config => handlers.load(readConfig(request));
  const config = read();
  const start: Start = { launch, system, reading: { request, read, handlers }, inherited };
  if (role.kind === 'command') {
    for (const warning of config.warnings) console.error(warning);
    if (!config.supervisord.nodaemon) return wait(launch, system);
  }
  if (role.kind === 'rehearsal') await rehearse(config, start);
  else await begin(config, start);
}

/** Its code is evaluated only here, so that it costs an ordinary start nothing. */
async function check(request: ConfigRequest, options: CheckOptions): Promise<number> {
  const { checkConfig } = await import('../check/check.ts');
  const { exitStatusOf, reportText } = await import('../check/report.ts');
  const permissions = permissionsFor(request.uid);
  const { lookUp } = sockets;
  const report = await checkConfig({ ...request, permissions, readLimit, lookUp, loadModule });
  console.log(reportText(report, options));
  return exitStatusOf(report, options);
}

/** This process becomes supervisord, or goes on with being it. */
async function begin(config: Config, { launch, system, reading, inherited }: Start): Promise<void> {
  setProcessTitle(['supervisord', ...launch.words]);
  goFirst();
  setInterval(() => {}, LONGEST_MS); // without programs and servers, nothing else keeps Node alive
  const surviveBugs = (): void => {
    process.on('uncaughtException', surviveBug);
    process.on('unhandledRejection', surviveBug);
  };
  const tookOver = (): void => {
    inherited?.settle();
    surviveBugs();
  };
  const warn = (text: string): void => life.log?.warn(text);
  const mainPid = isDetached(launch, inherited) ? process.pid : undefined;
  const manager = await serviceManager({ os: system, clock: systemClock, mainPid, warn });
  const life: Life = new Life({
    ...lifeContext({ launch, system, reading, inherited, tookOver }),
    beginning: (supervisor) => manager?.attend(supervisor, inherited !== undefined),
  });
  const surviveBug = (error: unknown): void => {
    const text = error instanceof Error ? error.stack : String(error);
    life.log?.critical(`bug in visord, please report it; everything goes on: ${text}`);
  };
  for (const signal of Object.keys(SIGNALS) as DaemonSignal[]) {
    process.on(signal, () => life.signal(signal));
  }
  if (inherited !== undefined) {
    life.inherit(config, inherited);
    return life.takeOver(inherited);
  }
  await life.begin(config);
  surviveBugs();
  if (launch.role.kind === 'daemon') reportReady();
}

/** This process only tries whether it could take the place of the one that has started it. */
async function rehearse(config: Config, start: Start): Promise<void> {
  const { inherited } = start;
  if (inherited === undefined) return;
  const { rehearse } = await import('./rehearse.ts');
  const report = await rehearse(config, inherited, lifeContext({ ...start, tookOver: () => {} }));
  process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
}

/** This process starts the daemon, and leaves when that is ready or has failed. */
async function wait(launch: Launch, system: Os): Promise<void> {
  const bundle = process.argv[1] ?? '';
  const how = launchArgument(launch.openFiles, { kind: 'daemon' });
  const words = [launch.argv0, how, ...launch.words];
  const outcome = await startDaemon(system, {
    path: process.execPath,
    argv: [process.execPath, ...process.execArgv, bundle, ...words],
    env: Object.entries(process.env).map(([name, value]) => `${name}=${value}`),
  });
  switch (outcome.kind) {
    case 'ready':
      return process.exit(0);
    case 'ended':
      if (outcome.ending.kind === 'exit') return process.exit(outcome.ending.code);
      throw new UserError(`cannot start the daemon: ${describeEnding(outcome.ending)}`);
    case 'failed':
    case 'refused':
      throw new UserError(`cannot start the daemon: ${outcome.stage}: ${outcome.code}`);
  }
}

const launch = parseLaunch(process.argv.slice(2));
main(launch).catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`Error: ${error.message}\nFor help, use ${launch.argv0} -h\n`);
  process.exit(USAGE_ERROR);
});
