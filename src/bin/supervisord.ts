/**
 * `supervisord`: reads the command line and the configuration, and begins a life.
 *
 * The launcher in `bin/` calls it with the name it was called by, the soft limit of descriptors
 * that the user had (a number or `unlimited`), then the arguments. Without `nodaemon` this process
 * starts another one, the daemon, as `LIMIT:daemon`; it waits until that is ready, and leaves.
 */
import './sigusr1.ts';
import type { Socket } from 'node:net';
import os from 'node:os';
import { isSystemError, UserError } from '../base/errors.ts';
import type { CheckOptions } from '../check/report.ts';
import type { Config } from '../config/config.ts';
import { type ConfigRequest, readConfig } from '../config/read.ts';
import { describeEnding } from '../daemon/ending.ts';
import { Life, type LifeContext } from '../daemon/life.ts';
import { type DaemonSignal, SIGNALS } from '../daemon/signals.ts';
import { Live } from '../http/live.ts';
import { descriptorOf } from '../http/peer.ts';
import { openServers } from '../http/server.ts';
import { MainLog, type MainLogOptions } from '../logs/main-log.ts';
import { detachOutput, reportReady, startDaemon } from '../os/daemonize.ts';
import { errorText } from '../os/error-text.ts';
import { exitAtOnce } from '../os/exit.ts';
import { identity } from '../os/identity.ts';
import { readLimit, setLimit } from '../os/limits.ts';
import { findModule, loadModule, requireModule } from '../os/modules.ts';
import { withoutNotifyAddress } from '../os/notify-address.ts';
import { permissionsFor } from '../os/permissions.ts';
import type { Os } from '../os/port.ts';
import { peerOf as peerAt, sockets } from '../os/sockets.ts';
import { createOs } from '../os/system.ts';
import { systemClock } from '../os/system-clock.ts';
import { setProcessTitle } from '../os/title.ts';
import type { Audit } from '../rpc/audit.ts';
import { makeInterfaces } from '../rpc/interfaces.ts';
import { METHODS } from '../rpc/methods.ts';
import { Registry } from '../rpc/registry.ts';
import { SUPERVISOR_VERSION } from '../wire/versions.ts';
import { about } from './about.ts';
import { helpText } from './flags.ts';
import { ResultHandlers } from './result-handlers.ts';
import { serviceManager } from './service-manager.ts';
import { parseSupervisordFlags, SUPERVISORD } from './supervisord-flags.ts';

const USAGE_ERROR = 2;
/** The longest that timers can wait: 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

interface Launch {
  readonly argv0: string;
  readonly openFiles: number;
  readonly isDaemon: boolean;
  readonly words: readonly string[];
}

/** How the configuration is read anew, and what has been loaded for it. */
interface ConfigReading {
  readonly request: ConfigRequest;
  readonly read: () => Config;
  readonly handlers: ResultHandlers;
}

function parseLaunch([argv0 = 'supervisord', how = '', ...words]: readonly string[]): Launch {
  const [limit = '', role] = how.split(':');
  const openFiles = limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit);
  return { argv0, openFiles, isDaemon: role === 'daemon', words };
}

async function main(launch: Launch): Promise<void> {
  const system = createOs();
  const surroundings = {
    os: system,
    env: process.env,
    cwd: process.cwd(),
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
  if (!launch.isDaemon) for (const warning of config.warnings) console.error(warning);
  if (config.supervisord.nodaemon || launch.isDaemon)
    await begin(launch, system, config, { request, read, handlers });
  else await wait(launch, system);
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

/** This process becomes supervisord. */
async function begin(
  launch: Launch,
  system: Os,
  config: Config,
  reading: ConfigReading,
): Promise<void> {
  setProcessTitle(['supervisord', ...launch.words]);
  setInterval(() => {}, LONGEST_MS); // without programs and servers, nothing else keeps Node alive
  const warn = (text: string): void => life.log?.warn(text);
  const mainPid = launch.isDaemon ? process.pid : undefined;
  const manager = await serviceManager({ os: system, clock: systemClock, mainPid, warn });
  const beginning: LifeContext['beginning'] = (supervisor) => manager?.attend(supervisor);
  const life: Life = new Life({ ...lifeContext(launch, system, reading), beginning });
  for (const signal of Object.keys(SIGNALS) as DaemonSignal[]) {
    process.on(signal, () => life.signal(signal));
  }
  const surviveBug = (error: unknown): void => {
    const text = error instanceof Error ? error.stack : String(error);
    life.log?.critical(`bug in visord, please report it; everything goes on: ${text}`);
  };
  await life.begin(config);
  process.on('uncaughtException', surviveBug);
  process.on('unhandledRejection', surviveBug);
  if (launch.isDaemon) reportReady();
}

function lifeContext(
  launch: Launch,
  system: Os,
  { request, read, handlers }: ConfigReading,
): Omit<LifeContext, 'beginning'> {
  let isFirstLife = true;
  return {
    os: system,
    clock: systemClock,
    environment: withoutNotifyAddress(process.env),
    pid: process.pid,
    hostname: os.hostname(),
    openFiles: launch.openFiles,
    privileges: { ...identity, readLimit, setLimit },
    readConfig: read,
    resultHandler: (name, pool) => handlers.get(name, pool),
    openMainLog: ({ supervisord }) =>
      new MainLog(
        {
          level: supervisord.loglevel,
          ...mainLogTarget(supervisord),
          echo: !launch.isDaemon && !supervisord.silent,
        },
        { files: system, clock: systemClock },
      ),
    openServers: async (servers, supervisor, log) => {
      const world = { daemon: supervisor, files: system, log, clock: systemClock, os: system };
      const failed = (error: UserError): void => {
        if (!isFirstLife) log.critical(`${error.message}; it is left out`);
        else throw error;
      };
      const plugins = await makeInterfaces(
        supervisor.config.rpcinterfaces,
        {
          ...world,
          load: loadModule,
          methods: () => registry,
          readProgram: async (added) => {
            const { readAddedProgram } = await import('../config/added-program.ts');
            return readAddedProgram(request, supervisor.config, added);
          },
        },
        failed,
      );
      isFirstLife = false;
      const audit: Audit = (line) => {
        const { supervisord, servers } = supervisor.config;
        if (supervisord.audit ?? servers.some(({ users }) => users.length > 0)) log.info(line());
      };
      const registry: Registry = new Registry(METHODS, plugins.main, { ...world, audit, plugins });
      const peerOf = (socket: Socket) => peerAt(descriptorOf(socket));
      const stderr = (text: string): void => void process.stderr.write(text);
      const openFiles = readLimit('openFiles').soft;
      const live = new Live(supervisor, systemClock, system);
      return openServers(servers, { ...world, audit, registry, live, peerOf, stderr, openFiles });
    },
    settle: ({ supervisord: { directory, umask } }, log) => {
      if (!launch.isDaemon) return;
      log.info('daemonizing the supervisord process');
      if (directory !== undefined) changeDirectory(directory, log);
      process.umask(umask);
      detachOutput();
    },
    ended: () => exitAtOnce(0),
  };
}

function mainLogTarget(options: Config['supervisord']): Pick<MainLogOptions, 'file' | 'syslog'> {
  if (options.logfile !== 'syslog') {
    const { logfile: path, logfile_maxbytes: maxBytes, logfile_backups: backups } = options;
    return { file: { path, maxBytes, backups } };
  }
  const { syslog_facility: facility, syslog_priority: priority, syslog_tag: tag } = options;
  const syslog = { path: options.syslog_socket, heading: { facility, priority, tag } };
  return { file: undefined, syslog };
}

function changeDirectory(directory: string, log: Pick<MainLog, 'critical' | 'info'>): void {
  try {
    process.chdir(directory);
    log.info(`set current directory: '${directory}'`);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const why = errorText(Object.assign(error, { path: directory }));
    log.critical(`can't chdir into '${directory}': ${why}`);
  }
}

/** This process starts the daemon, and leaves when that is ready or has failed. */
async function wait(launch: Launch, system: Os): Promise<void> {
  const limit = Number.isFinite(launch.openFiles) ? String(launch.openFiles) : 'unlimited';
  const bundle = process.argv[1] ?? '';
  const words = [launch.argv0, `${limit}:daemon`, ...launch.words];
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
