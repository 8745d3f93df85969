/**
 * The groups of a configuration: those of `[group:x]` sections, and one for every program, event
 * listener and fcgi-program that is in none of them.
 *
 * They are read kind by kind, as in the original, and then sorted by priority and name.
 */
import { compareText, repr } from '../base/python-text.ts';
import type { GroupConfig, SocketConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import { readOption, readOptions } from './options.ts';
import { nameOf, type ProgramContext, readProcesses } from './programs.ts';
import { listenerOptions } from './sections/eventlistener.ts';
import { socketOptions } from './sections/fcgi-program.ts';
import { groupOptions } from './sections/group.ts';
import { programOptions } from './sections/program.ts';
import { socketUrl } from './socket-address.ts';

export function readGroups(context: ProgramContext): GroupConfig[] {
  const sections = [...context.ini.sections].map(({ name }) => name);
  const grouped = new Set<string>();
  const groups = [
    ...of('group:', sections).map((section) => readGroup(section, context, grouped)),
    ...of('program:', sections, grouped).map((section) => readProgram(section, context)),
    ...of('eventlistener:', sections).map((section) => readListener(section, context)),
    ...of('fcgi-program:', sections, grouped).map((section) => readFcgiProgram(section, context)),
  ];
  groups.sort((a, b) => a.priority - b.priority || compareText(a.name, b.name));
  adviseDuplicates(groups, context);
  return groups;
}

function of(prefix: string, sections: readonly string[], without?: ReadonlySet<string>): string[] {
  return sections.filter((name) => name.startsWith(prefix) && !without?.has(name));
}

function readGroup(section: string, context: ProgramContext, grouped: Set<string>): GroupConfig {
  const name = nameOf(section, context);
  const { programs, priority } = readOptions(groupOptions, section, context);
  const processes = programs.flatMap((program) => {
    const member = memberSection(section, program, context);
    grouped.add(member);
    const socket = member.startsWith('fcgi-') ? readSocket(member, context) : undefined;
    return readProcesses(member, name, context, socket);
  });
  processes.sort((a, b) => a.priority - b.priority);
  return { kind: 'group', name, priority, processes, origin: context.ini.originOf(section) };
}

function memberSection(section: string, program: string, { ini }: ProgramContext): string {
  const candidates = [`program:${program}`, `fcgi-program:${program}`];
  const [member, other] = candidates.filter((each) => ini.section(each) !== undefined);
  const origin = ini.value(section, 'programs')?.origin;
  if (member === undefined) {
    throw new ConfigError(`[${section}] names unknown program or fcgi-program ${program}`, {
      origin,
    });
  }
  if (other !== undefined) {
    throw new ConfigError(
      `[${section}] name ${program} is ambiguous (exists as program and fcgi-program)`,
      { origin },
    );
  }
  return member;
}

function readProgram(section: string, context: ProgramContext): GroupConfig {
  const name = nameOf(section, context);
  const priority = readOption(programOptions, 'priority', section, context);
  const processes = readProcesses(section, name, context);
  return { kind: 'program', name, priority, processes, origin: context.ini.originOf(section) };
}

/** The name of a pool is checked when its processes are read. */
function readListener(section: string, context: ProgramContext): GroupConfig {
  const { ini } = context;
  const name = section.slice(section.indexOf(':') + 1);
  const { priority, buffer_size, result_handler, events, redirect_stderr } = readOptions(
    listenerOptions,
    section,
    context,
  );
  if (buffer_size < 1) {
    throw new ConfigError(`[${section}] section sets invalid buffer_size (${buffer_size})`, {
      origin: ini.value(section, 'buffer_size')?.origin,
    });
  }
  if (redirect_stderr) {
    throw new ConfigError(
      `[${section}] section sets redirect_stderr=true but this is not allowed because it will ` +
        'interfere with the eventlistener protocol',
      { origin: ini.value(section, 'redirect_stderr')?.origin },
    );
  }
  const processes = readProcesses(section, name, context);
  const pool = { buffer_size, events, result_handler };
  const origin = context.ini.originOf(section);
  return { kind: 'eventlistener', name, priority, processes, pool, origin };
}

function readFcgiProgram(section: string, context: ProgramContext): GroupConfig {
  const name = nameOf(section, context);
  const priority = readOption(programOptions, 'priority', section, context);
  const socket = readSocket(section, context);
  const processes = readProcesses(section, name, context, socket);
  return { kind: 'fcgi-program', name, priority, processes, origin: context.ini.originOf(section) };
}

/** A unix socket belongs to the user of the program, if that is another than our own. */
function readSocket(section: string, context: ProgramContext): SocketConfig {
  const user = readOption(programOptions, 'user', section, context);
  const names = new Map([
    ...context.names('here'),
    ['program_name', nameOf(section, context)],
  ] as const);
  const options = readOptions(socketOptions, section, {
    ...context,
    names: (scope) => (scope === 'socket' ? names : context.names(scope)),
  });
  const { socket: address, socket_backlog: backlog, socket_mode, socket_owner } = options;
  if ('path' in address) {
    const own = user === undefined || user.uid === context.surroundings.uid;
    const owner = socket_owner ?? (own ? undefined : { uid: user.uid, gid: user.gid });
    return { url: socketUrl(address), address, backlog, mode: socket_mode ?? 0o700, owner };
  }
  if (socket_owner !== undefined || socket_mode !== undefined) {
    const option = socket_owner === undefined ? 'socket_mode' : 'socket_owner';
    throw new ConfigError(
      'socket_owner and socket_mode params should only be used with a Unix domain socket ' +
        `in [${section}] socket`,
      { origin: context.ini.value(section, option)?.origin },
    );
  }
  return { url: socketUrl(address), address, backlog, mode: undefined, owner: undefined };
}

/** The original drops the second of two groups with the same name without a word. */
function adviseDuplicates(groups: readonly GroupConfig[], { notes }: ProgramContext): void {
  const first = new Map<string, GroupConfig>();
  for (const group of groups) {
    const other = first.get(group.name);
    if (other === undefined) first.set(group.name, group);
    else {
      notes.advise(
        'repeated-group',
        `[${group.origin.section}] is ignored, since [${other.origin.section}] makes a group ` +
          `of the same name ${repr(group.name)}`,
        group.origin,
      );
    }
  }
}
