/**
 * `supervisorctl`: reads the command line and the configuration, and runs what was asked for.
 *
 * The launcher in `bin/` calls it with its own name as typed, then the arguments.
 */
import os from 'node:os';
import { isatty } from 'node:tty';
import { UserError } from '../base/errors.ts';
import { UnknownOption } from '../base/getopt.ts';
import { nearest } from '../base/nearest.ts';
import type { CheckRequest } from '../check/check.ts';
import { type CtlConfig, readCtlConfig } from '../config/ctl.ts';
import { runCheck } from '../ctl/commands/check.ts';
import { runImport } from '../ctl/commands/import.ts';
import { DescriptorOutput } from '../ctl/output.ts';
import type { Plugin } from '../ctl/plugins.ts';
import { runSupervisorctl } from '../ctl/run.ts';
import { InputTerminal } from '../ctl/terminal.ts';
import { accounts } from '../os/accounts.ts';
import { files } from '../os/files.ts';
import { readLimit } from '../os/limits.ts';
import { findModule, loadModule, requireModule } from '../os/modules.ts';
import { permissionsFor } from '../os/permissions.ts';
import { sockets } from '../os/sockets.ts';
import { helpText } from './flags.ts';
import { parseSupervisorctlFlags, SUPERVISORCTL } from './supervisorctl-flags.ts';

const CANNOT_WRITE = 1;
const USAGE_ERROR = 2;
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

const output = new DescriptorOutput(STDOUT, STDERR, { isatty, env: process.env });

async function main(argv0: string, args: readonly string[]): Promise<number> {
  const surroundings = {
    os: { ...files, ...accounts },
    env: process.env,
    cwd: process.cwd(),
    uid: process.getuid?.() ?? 0,
    findModule,
    requireModule,
  };
  const line = parseSupervisorctlFlags(args, surroundings);
  if (line.kind === 'help') {
    output.line(helpText(SUPERVISORCTL, argv0));
    return 0;
  }
  const check = (file = line.file) => checkFile({ ...surroundings, file });
  const [action, ...words] = line.action;
  // They need no server, and so no address that a file which is not good, or not there, may lack.
  if (action === 'check' && !line.interactive) return runCheck(words, check, output);
  if (action === 'import' && !line.interactive) return runImport(words, output);
  if (action === 'completion' && !line.interactive) {
    const completing = await import('./completion.ts');
    const means = { output, terminal: terminal(), check, pluginsOf };
    return completing.runCompletion(words, { ...surroundings, argv0 }, means);
  }
  const config = readCtlConfig({ ...line, ...surroundings, argv0 });
  const { interactive } = line;
  const { serverurl: serverUrl, history_file: historyFile } = config;
  const settings = { ...config, serverUrl, historyFile, interactive };
  const means = { output, terminal: terminal(), check, plugins: await pluginsOf(config) };
  return runSupervisorctl(settings, line.action, means);
}

function terminal(): InputTerminal {
  const isTyped = isatty(STDIN);
  const streams = {
    isTerminal: isTyped && isatty(STDOUT),
    isTyped,
    input: () => process.stdin,
    screen: () => process.stdout,
    errors: () => process.stderr,
  };
  return new InputTerminal(streams, output);
}

/** Code of plug-ins, and ours that belongs to them, is loaded only if there is one. */
async function pluginsOf({ plugins }: CtlConfig): Promise<readonly Plugin[]> {
  if (plugins.length === 0) return [];
  const { loadPlugins } = await import('../ctl/plugins.ts');
  return await loadPlugins(plugins, loadModule);
}

/** Its code is evaluated only here. */
async function checkFile(
  request: Pick<
    CheckRequest,
    'file' | 'os' | 'env' | 'cwd' | 'uid' | 'findModule' | 'requireModule'
  >,
) {
  const { checkConfig } = await import('../check/check.ts');
  return checkConfig({
    ...request,
    commandLine: {},
    argv0: 'supervisord',
    hostname: os.hostname(),
    mayRun: true,
    permissions: permissionsFor(request.uid),
    readLimit,
    lookUp: sockets.lookUp,
    loadModule,
  });
}

function suggestFlag(typed: string): void {
  const flags = SUPERVISORCTL.flags.flatMap(({ long }) => (long === undefined ? [] : `--${long}`));
  const meant = nearest(typed, flags);
  if (meant !== undefined) output.errorLine(`did you mean ${meant}?`);
}

const [argv0 = 'supervisorctl', ...args] = process.argv.slice(2);
main(argv0, args).then(
  (exitStatus) => {
    output.flush();
    process.exitCode = output.failed ? CANNOT_WRITE : exitStatus;
  },
  (error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    output.errorLine(`Error: ${error.message}\nFor help, use ${argv0} -h`);
    if (error instanceof UnknownOption) suggestFlag(error.option);
    process.exitCode = USAGE_ERROR;
  },
);
