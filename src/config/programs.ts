/**
 * From a `[program:x]` section (or fcgi-program, or event listener) to its processes.
 *
 * One process is made for each number; options that may contain it are read anew each time. In
 * difference to the original, variables of one process are not visible to the next.
 */
import type { Names } from '../base/python-format.ts';
import { compareText, repr, strip } from '../base/python-text.ts';
import { name as nameCodec } from './codec.ts';
import type { LogFile, LogTarget, ProcessConfig, SocketConfig } from './config.ts';
import { adviseCuts } from './environment-advice.ts';
import { at, ConfigError, reworded } from './errors.ts';
import { environmentNames, expand } from './expand.ts';
import type { Notes } from './notes.ts';
import { type Reading, readOption, readOptions } from './options.ts';
import { Refusals } from './refusals.ts';
import type { ValuesOf } from './schema.ts';
import { processOptions, programOptions } from './sections/program.ts';

const { environment: _, ...laterOptions } = processOptions;

type ProgramValues = ValuesOf<typeof programOptions>;
type ProcessValues = ValuesOf<typeof laterOptions>;

/** What is read anew for each process of a program. */
interface Copy {
  readonly name: string;
  readonly values: ProcessValues;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ProgramContext extends Reading {
  readonly notes: Notes;
  readonly refusals: Refusals;
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
  const where = ` in section ${repr(section)} (file: ${repr(origin.file)})`;
  return reworded(
    () => at(origin, () => new ProgramReader(section, group, context).read(socket)),
    (error) => new ConfigError(error.reason + where, error),
  );
}

/** The name behind the colon, checked. */
export function nameOf(section: string, { ini, surroundings }: Reading): string {
  const text = section.slice(section.indexOf(':') + 1);
  return at(ini.originOf(section), () => nameCodec.parse(text, surroundings));
}

/** The same without a look at it, for what is read although it is wrong. */
export function uncheckedName(section: string): string {
  return strip(section.slice(section.indexOf(':') + 1));
}

class ProgramReader {
  readonly #section: string;
  readonly #group: string;
  readonly #program: string;
  readonly #context: ProgramContext;
  readonly #names: Names;
  /** The targets that were read, by what they say: copies without logs of their own share theirs. */
  readonly #targets = new Map<string, LogTarget>();

  constructor(section: string, group: string, context: ProgramContext) {
    this.#section = section;
    this.#group = group;
    this.#context = context;
    this.#program = uncheckedName(section);
    this.#names = new Map([
      ...context.names('host'),
      ['program_name', this.#program],
      ['group_name', group],
    ]);
  }

  /** After an error in what is read once, the options of one process are looked at still. */
  read(socket: SocketConfig | undefined): ProcessConfig[] {
    const refusals = new Refusals();
    refusals.attempt(() => nameOf(this.#section, this.#context));
    const program = refusals.attempt(() => this.#readProgram());
    const { numprocs = 1, numprocs_start = 0 } = program ?? {};
    const processes: ProcessConfig[] = [];
    for (let number = numprocs_start; number < numprocs_start + numprocs; number++) {
      const copy = refusals.attempt(() => this.#readCopy(number, numprocs, program));
      if (program === undefined || copy === undefined) throw refusals.raised();
      const process = this.#process(program, copy);
      processes.push(socket === undefined ? process : { ...process, socket });
    }
    refusals.raise();
    return processes.sort((a, b) => compareText(a.name, b.name));
  }

  #readProgram(): ProgramValues {
    const values = readOptions(programOptions, this.#section, this.#reading(this.#names));
    const refusals = new Refusals();
    if (values.numprocs > 1 && !values.process_name.includes('%(process_num)')) {
      const text = '%(process_num) must be present within process_name when numprocs > 1';
      const origin = this.#origin('process_name') ?? this.#origin('numprocs');
      refusals.add(new ConfigError(text, { origin, missing: 'text' }));
    }
    if (values.stopasgroup && values.killasgroup === false) {
      const text = 'Cannot set stopasgroup=true and killasgroup=false';
      refusals.add(new ConfigError(text, { origin: this.#origin('killasgroup') }));
    }
    refusals.raise();
    return values;
  }

  #readCopy(number: number, numprocs: number, program: ProgramValues | undefined): Copy {
    const refusals = new Refusals();
    const numbered = new Map([
      ...this.#names,
      ['process_num', number],
      ['numprocs', numprocs],
    ] as const);
    const own = refusals.attempt(() => this.#environment(numbered));
    if (own === undefined) refusals.ignore('variable');
    const names = new Map([...numbered, ...environmentNames(own ?? {})]);
    const values = refusals.attempt(() =>
      readOptions(laterOptions, this.#section, this.#reading(names)),
    );
    const { process_name = '' } = program ?? {};
    const name = refusals.attempt(() =>
      at(this.#origin('process_name'), () => expand(process_name, names, 'process_name')),
    );
    if (own === undefined || values === undefined || name === undefined) throw refusals.raised();
    return { name, values, environment: own };
  }

  #process(program: ProgramValues, { name, values, environment }: Copy): ProcessConfig {
    return {
      name,
      group: this.#group,
      program: this.#program,
      command: values.command,
      directory: values.directory,
      umask: program.umask,
      user: program.user,
      environment: { ...this.#context.environment, ...environment },
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
      ...this.#outputs(program, values),
      syslog_facility: program.syslog_facility,
      syslog_tag: values.syslog_tag,
      ...this.#serverUrl(program),
      origin: this.#context.ini.originOf(this.#section),
    };
  }

  #environment(names: Names): Readonly<Record<string, string>> {
    const read = readOption(processOptions, 'environment', this.#section, this.#reading(names));
    adviseCuts(read, this.#origin('environment'), this.#context.notes);
    return read.variables;
  }

  #serverUrl({ serverurl }: ProgramValues): {
    serverurl: string | undefined;
    serverurl_auto?: boolean;
  } {
    if (serverurl === undefined || serverurl.trim().toUpperCase() === 'AUTO') {
      return { serverurl: this.#context.serverurl, serverurl_auto: true };
    }
    return { serverurl: serverurl === '' ? undefined : serverurl };
  }

  #outputs(
    program: ProgramValues,
    values: ProcessValues,
  ): { stdout: LogTarget; stderr: LogTarget } {
    const stdout = this.#shared(this.#target('stdout', program, values));
    const stderr = this.#shared(this.#target('stderr', program, values));
    if (!program.redirect_stderr) return { stdout, stderr };
    if (stderr.file.kind === 'file') {
      this.#context.notes.warn(
        'ignored-stderr-log',
        `For [${this.#section}], redirect_stderr=true but stderr_logfile has also been set to a ` +
          'filename, the filename has been ignored',
        this.#origin('stderr_logfile'),
      );
    }
    return { stdout, stderr: this.#shared({ ...stderr, file: { kind: 'none' } }) };
  }

  #shared(target: LogTarget): LogTarget {
    const text = JSON.stringify(target);
    const known = this.#targets.get(text) ?? target;
    this.#targets.set(text, known);
    return known;
  }

  #target(output: 'stdout' | 'stderr', program: ProgramValues, values: ProcessValues): LogTarget {
    const { notes } = this.#context;
    const section = this.#section;
    const maxbytes = values[`${output}_logfile_maxbytes`];
    const file: LogFile | { kind: 'syslog' } = values[`${output}_logfile`];
    if (file.kind === 'syslog') {
      notes.warn(
        'syslog-as-file',
        `For [${section}], ${output}_logfile=syslog but this is deprecated and will be removed.  ` +
          `Use ${output}_syslog=true to enable syslog instead.`,
        this.#origin(`${output}_logfile`),
      );
    }
    if (file.kind === 'auto' && maxbytes === 0) {
      notes.warn(
        'auto-log-unbounded',
        `For [${section}], AUTO logging used for ${output}_logfile without rollover, set ` +
          'maxbytes > 0 to avoid filling up filesystem unintentionally',
        this.#origin(`${output}_logfile_maxbytes`),
      );
    }
    const isSyslog = file.kind === 'syslog';
    // One by one, so that all targets have one shape: a frozen copy would have one of its own.
    return {
      file: isSyslog ? { kind: 'none' } : file,
      maxbytes,
      backups: values[`${output}_logfile_backups`],
      capture_maxbytes: program[`${output}_capture_maxbytes`],
      events_enabled: program[`${output}_events_enabled`],
      syslog: isSyslog || values[`${output}_syslog`],
      syslog_priority: program[`${output}_syslog_priority`],
    };
  }

  #reading(names: Names): Reading {
    return { ...this.#context, names: () => names };
  }

  #origin(option: string) {
    return this.#context.ini.value(this.#section, option)?.origin;
  }
}
