/**
 * From a `[program:x]` section (or fcgi-program, or event listener) to its processes.
 *
 * One process is made for each number; options that may contain it are read anew each time. In
 * difference to the original, variables of one process are not visible to the next.
 */
import type { Names } from '../base/python-format.ts';
import { compareText, repr } from '../base/python-text.ts';
import { name as nameCodec } from './codec.ts';
import type { LogFile, LogTarget, ProcessConfig, SocketConfig } from './config.ts';
import { adviseCuts } from './environment-advice.ts';
import { at, ConfigError } from './errors.ts';
import { environmentNames, expand } from './expand.ts';
import type { Notes } from './notes.ts';
import { type Reading, readOption, readOptions } from './options.ts';
import type { ValuesOf } from './schema.ts';
import { processOptions, programOptions } from './sections/program.ts';

const { environment: _, ...laterOptions } = processOptions;

type ProgramValues = ValuesOf<typeof programOptions>;
type ProcessValues = ValuesOf<typeof laterOptions>;

export interface ProgramContext extends Reading {
  readonly notes: Notes;
  /** Variables of `[supervisord] environment=`. */
  readonly environment: Readonly<Record<string, string>>;
  /** What programs find in `SUPERVISOR_SERVER_URL` unless they say otherwise. */
  readonly serverurl: string | undefined;
}

/**
 * The processes of a section, by name.
 *
 * @param group The name of the group they are to be in.
 */
export function readProcesses(
  section: string,
  group: string,
  context: ProgramContext,
  socket?: SocketConfig,
): ProcessConfig[] {
  const origin = context.ini.originOf(section);
  try {
    return at(origin, () => new ProgramReader(section, group, context).read(socket));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const where = ` in section ${repr(section)} (file: ${repr(origin.file)})`;
    throw new ConfigError(error.reason + where, error);
  }
}

/** The name behind the colon, checked. */
export function nameOf(section: string, { ini, surroundings }: Reading): string {
  const text = section.slice(section.indexOf(':') + 1);
  return at(ini.originOf(section), () => nameCodec.parse(text, surroundings));
}

class ProgramReader {
  readonly #section: string;
  readonly #group: string;
  readonly #program: string;
  readonly #context: ProgramContext;
  readonly #names: Names;
  readonly #values: ProgramValues;

  constructor(section: string, group: string, context: ProgramContext) {
    this.#section = section;
    this.#group = group;
    this.#context = context;
    this.#program = nameOf(section, context);
    this.#names = new Map([
      ...context.names('host'),
      ['program_name', this.#program],
      ['group_name', group],
    ]);
    this.#values = readOptions(programOptions, section, this.#reading(this.#names));
  }

  read(socket: SocketConfig | undefined): ProcessConfig[] {
    const { numprocs, numprocs_start, process_name } = this.#values;
    if (numprocs > 1 && !process_name.includes('%(process_num)')) {
      throw new ConfigError(
        '%(process_num) must be present within process_name when numprocs > 1',
        { origin: this.#origin('process_name') ?? this.#origin('numprocs') },
      );
    }
    if (this.#values.stopasgroup && this.#values.killasgroup === false) {
      throw new ConfigError('Cannot set stopasgroup=true and killasgroup=false', {
        origin: this.#origin('killasgroup'),
      });
    }
    const processes: ProcessConfig[] = [];
    for (let number = numprocs_start; number < numprocs_start + numprocs; number++) {
      const process = this.#process(number);
      processes.push(socket === undefined ? process : { ...process, socket });
    }
    return processes.sort((a, b) => compareText(a.name, b.name));
  }

  #process(number: number): ProcessConfig {
    const program = this.#values;
    const numbered = new Map([
      ...this.#names,
      ['process_num', number],
      ['numprocs', program.numprocs],
    ] as const);
    const own = this.#environment(numbered);
    const names = new Map([...numbered, ...environmentNames(own)]);
    const values = readOptions(laterOptions, this.#section, this.#reading(names));
    const targets = this.#targets(values);
    return {
      name: at(this.#origin('process_name'), () =>
        expand(program.process_name, names, 'process_name'),
      ),
      group: this.#group,
      program: this.#program,
      command: values.command,
      directory: values.directory,
      umask: program.umask,
      user: program.user,
      environment: { ...this.#context.environment, ...own },
      priority: program.priority,
      autostart: program.autostart,
      startsecs: program.startsecs,
      startretries: program.startretries,
      autorestart: program.autorestart,
      exitcodes: program.exitcodes,
      stopsignal: program.stopsignal,
      stopwaitsecs: program.stopwaitsecs,
      stopasgroup: program.stopasgroup,
      killasgroup: program.killasgroup ?? program.stopasgroup,
      redirect_stderr: program.redirect_stderr,
      ...targets,
      ...this.#serverUrl(),
      origin: this.#context.ini.originOf(this.#section),
    };
  }

  #environment(names: Names): Readonly<Record<string, string>> {
    const read = readOption(processOptions, 'environment', this.#section, this.#reading(names));
    adviseCuts(read, this.#origin('environment'), this.#context.notes);
    return read.variables;
  }

  #serverUrl(): { serverurl: string | undefined; serverurl_auto?: boolean } {
    const { serverurl } = this.#values;
    if (serverurl === undefined || serverurl.trim().toUpperCase() === 'AUTO') {
      return { serverurl: this.#context.serverurl, serverurl_auto: true };
    }
    return { serverurl: serverurl === '' ? undefined : serverurl };
  }

  #targets(values: ProcessValues): { stdout: LogTarget; stderr: LogTarget } {
    const stdout = this.#target('stdout', values);
    const stderr = this.#target('stderr', values);
    if (!this.#values.redirect_stderr) return { stdout, stderr };
    if (stderr.file.kind === 'file') {
      this.#context.notes.warn(
        'ignored-stderr-log',
        `For [${this.#section}], redirect_stderr=true but stderr_logfile has also been set to a ` +
          'filename, the filename has been ignored',
        this.#origin('stderr_logfile'),
      );
    }
    return { stdout, stderr: { ...stderr, file: { kind: 'none' } } };
  }

  #target(output: 'stdout' | 'stderr', values: ProcessValues): LogTarget {
    const { notes } = this.#context;
    const section = this.#section;
    const maxbytes = values[`${output}_logfile_maxbytes`];
    const target = {
      maxbytes,
      backups: values[`${output}_logfile_backups`],
      capture_maxbytes: this.#values[`${output}_capture_maxbytes`],
      events_enabled: this.#values[`${output}_events_enabled`],
      syslog: values[`${output}_syslog`],
    };
    const file: LogFile | { kind: 'syslog' } = values[`${output}_logfile`];
    if (file.kind === 'syslog') {
      notes.warn(
        'syslog-as-file',
        `For [${section}], ${output}_logfile=syslog but this is deprecated and will be removed.  ` +
          `Use ${output}_syslog=true to enable syslog instead.`,
        this.#origin(`${output}_logfile`),
      );
      return { ...target, file: { kind: 'none' }, syslog: true };
    }
    if (file.kind === 'auto' && maxbytes === 0) {
      notes.warn(
        'auto-log-unbounded',
        `For [${section}], AUTO logging used for ${output}_logfile without rollover, set ` +
          'maxbytes > 0 to avoid filling up filesystem unintentionally',
        this.#origin(`${output}_logfile_maxbytes`),
      );
    }
    return { ...target, file };
  }

  #reading(names: Names): Reading {
    return { ...this.#context, names: () => names };
  }

  #origin(option: string) {
    return this.#context.ini.value(this.#section, option)?.origin;
  }
}
