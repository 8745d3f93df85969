/**
 * The groups of a configuration: those of `[group:x]` sections, and one for every program, event
 * listener and fcgi-program that is in none of them.
 *
 * They are read kind by kind, as in the original, and then sorted by priority and name.
 */
import { compareText, repr } from '../base/python-text.ts';
import type { GroupConfig, ProcessConfig, SocketConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import { asText, readOption, readOptions } from './options.ts';
import { nameOf, type ProgramContext, readProcesses, uncheckedName } from './programs.ts';
import { Refusals } from './refusals.ts';
import type { ValuesOf } from './schema.ts';
import { listenerOptions } from './sections/eventlistener.ts';
import { socketOptions } from './sections/fcgi-program.ts';
import { groupOptions } from './sections/group.ts';
import { programOptions } from './sections/program.ts';
import { type SocketAddress, socketUrl } from './socket-address.ts';

/** @returns those that can be used */
export function readGroups(context: ProgramContext): GroupConfig[] {
  const sections = [...context.ini.sections].map(({ name }) => name);
  const grouped = new Set<string>();
  const attempt = (read: () => GroupConfig) => context.refusals.attempt(read);
  const groups = [
    ...of('group:', sections).map((name) => attempt(() => readGroup(name, context, grouped))),
    ...of('program:', sections, grouped).map((name) => attempt(() => readProgram(name, context))),
    ...of('eventlistener:', sections).map((name) => attempt(() => readListener(name, context))),
    ...of('fcgi-program:', sections, grouped).map((name) =>
      attempt(() => readFcgiProgram(name, context)),
    ),
  ].filter((group) => group !== undefined);
  groups.sort((a, b) => a.priority - b.priority || compareText(a.name, b.name));
  adviseDuplicates(groups, context);
  return groups;
}

function of(prefix: string, sections: readonly string[], without?: ReadonlySet<string>): string[] {
  return sections.filter((name) => name.startsWith(prefix) && !without?.has(name));
}

function readGroup(section: string, context: ProgramContext, grouped: Set<string>): GroupConfig {
  const refusals = new Refusals();
  const name = refusals.attempt(() => nameOf(section, context));
  const options = refusals.attempt(() => readOptions(groupOptions, section, context));
  const group = name ?? uncheckedName(section);
  const processes = (options?.programs ?? []).flatMap((program) => {
    const member = refusals.attempt(() => memberSection(section, program, context));
    if (member === undefined) return [];
    grouped.add(member);
    return refusals.attempt(() => readMember(member, group, context)) ?? [];
  });
  if (name === undefined || options === undefined) throw refusals.raised();
  refusals.raise();
  processes.sort((a, b) => a.priority - b.priority);
  const origin = context.ini.originOf(section);
  return { kind: 'group', name, priority: options.priority, processes, origin };
}

function readMember(section: string, group: string, context: ProgramContext): ProcessConfig[] {
  if (!section.startsWith('fcgi-')) return readProcesses(section, group, context);
  const refusals = new Refusals();
  const socket = refusals.attempt(() => readSocket(section, context));
  const processes = refusals.attempt(() => readProcesses(section, group, context, socket));
  refusals.raise();
  return processes ?? [];
}

function memberSection(section: string, program: string, { ini }: ProgramContext): string {
  const candidates = [`program:${program}`, `fcgi-program:${program}`];
  const [member, other] = candidates.filter((each) => ini.section(each) !== undefined);
  const origin = ini.value(section, 'programs')?.origin;
  if (member === undefined) {
    throw new ConfigError(`[${section}] names unknown program or fcgi-program ${program}`, {
      origin,
      missing: 'text',
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
  const refusals = new Refusals();
  const name = refusals.attempt(() => nameOf(section, context));
  const priority = refusals.attempt(() => readPriority(section, context));
  const group = name ?? uncheckedName(section);
  const processes = refusals.attempt(() => readProcesses(section, group, context));
  if (name === undefined || priority === undefined || processes === undefined) {
    throw refusals.raised();
  }
  return { kind: 'program', name, priority, processes, origin: context.ini.originOf(section) };
}

/** The name of a pool is checked when its processes are read. */
function readListener(section: string, context: ProgramContext): GroupConfig {
  const refusals = new Refusals();
  const name = section.slice(section.indexOf(':') + 1);
  const options = refusals.attempt(() => readOptions(listenerOptions, section, context));
  const processes = refusals.attempt(() => readProcesses(section, name, context));
  if (options === undefined || processes === undefined) throw refusals.raised();
  const { priority, buffer_size, events, result_handler, listener_restart } = options;
  const pool = { buffer_size, events, result_handler, listener_restart };
  const origin = context.ini.originOf(section);
  return { kind: 'eventlistener', name, priority, processes, pool, origin };
}

function readFcgiProgram(section: string, context: ProgramContext): GroupConfig {
  const refusals = new Refusals();
  const name = refusals.attempt(() => nameOf(section, context));
  const priority = refusals.attempt(() => readPriority(section, context));
  const group = name ?? uncheckedName(section);
  const socket = refusals.attempt(() => readSocket(section, context));
  const processes = refusals.attempt(() => readProcesses(section, group, context, socket));
  if (name === undefined || priority === undefined || processes === undefined) {
    throw refusals.raised();
  }
  refusals.raise();
  return { kind: 'fcgi-program', name, priority, processes, origin: context.ini.originOf(section) };
}

/** That of the group that a program has to itself. */
function readPriority(section: string, context: ProgramContext): number {
  return readOption(programOptions, 'priority', section, context);
}

const { socket: _, ...socketAccess } = socketOptions;
const socketText = { socket: asText(socketOptions.socket) };

/** A unix socket belongs to the user of the program, if that is another than our own. */
function readSocket(section: string, context: ProgramContext): SocketConfig {
  const refusals = new Refusals();
  const user = refusals.attempt(() => readOption(programOptions, 'user', section, context));
  const access = refusals.attempt(() => readOptions(socketAccess, section, context));
  const address = refusals.attempt(() => readAddress(section, context, access));
  if (access === undefined || address === undefined) throw refusals.raised();
  refusals.raise();
  const { socket_backlog: backlog, socket_mode, socket_owner } = access;
  const url = socketUrl(address);
  if (!('path' in address)) return { url, address, backlog, mode: undefined, owner: undefined };
  const own = user === undefined || user.uid === context.surroundings.uid;
  const owner = socket_owner ?? (own ? undefined : { uid: user.uid, gid: user.gid });
  return { url, address, backlog, mode: socket_mode ?? 0o700, owner };
}

/** That it has no owner and mode is said before it is looked at any closer. */
function readAddress(
  section: string,
  context: ProgramContext,
  access: ValuesOf<typeof socketAccess> | undefined,
): SocketAddress {
  const names = new Map([
    ...context.names('here'),
    ['program_name', uncheckedName(section)],
  ] as const);
  const reading = { ...context, names: () => names };
  const isUnix = readOption(socketText, 'socket', section, reading)?.startsWith('unix://');
  const option = access?.socket_owner === undefined ? 'socket_mode' : 'socket_owner';
  if (!isUnix && access?.[option] !== undefined) {
    throw new ConfigError(
      'socket_owner and socket_mode params should only be used with a Unix domain socket ' +
        `in [${section}] socket`,
      { origin: context.ini.value(section, option)?.origin },
    );
  }
  return readOption(socketOptions, 'socket', section, reading);
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
