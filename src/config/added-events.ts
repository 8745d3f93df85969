/**
 * Types of events that plug-ins add: what the factory of an `[rpcinterface:x]` has as `events`.
 *
 *   makeInterface.events = { DEPLOY: {}, DEPLOY_DONE: { of: 'DEPLOY' } };
 *
 * In `events=` of a listener their names are as good as ours. The modules are looked into only if
 * a listener names a type that is not ours: at most once each time a configuration is read.
 */
import { UserError } from '../base/errors.ts';
import { isAbstractEvent, isEventName, lineageOf } from '../wire/event-types.ts';
import type { PluginConfig } from './config.ts';
import { at } from './errors.ts';
import { type RequireModule, requireFactory } from './factories.ts';
import type { Refusals } from './refusals.ts';

/** Each type, and behind it the more general ones, up to EVENT. */
export type AddedEvents = ReadonlyMap<string, readonly string[]>;

const NAME = /^[A-Z][A-Z0-9_]*$/;

/**
 * The types that a factory adds.
 *
 * @throws {UserError} if a name cannot be one, is one of ours, or is below none that there is
 */
export function eventsOf(factory: unknown): AddedEvents {
  const added = new Map<string, readonly string[]>();
  const declared: unknown = typeof factory === 'function' ? Reflect.get(factory, 'events') : {};
  for (const [name, type] of Object.entries(declared ?? {}) as [string, unknown][]) {
    if (!NAME.test(name) || isEventName(name)) {
      throw new UserError(`cannot add an event type '${name}'`);
    }
    const above = isRecord(type) && type.of !== undefined ? String(type.of) : 'EVENT';
    const lineage = added.get(above) ?? (isAbstractEvent(above) ? lineageOf(above) : undefined);
    if (lineage === undefined) throw new UserError(`cannot add an event type below '${above}'`);
    added.set(name, [name, ...lineage]);
  }
  return added;
}

/** Tells whether a plug-in adds a type; what keeps one from being looked into is refused. */
export function addedEventTest(
  plugins: readonly PluginConfig[],
  load: RequireModule | undefined,
  refusals: Refusals,
): (name: string) => boolean {
  let names: Set<string> | undefined;
  return (name) => {
    names ??= new Set(plugins.flatMap((plugin) => namesOf(plugin, load, refusals)));
    return names.has(name);
  };
}

function namesOf(
  { factory, origin }: PluginConfig,
  load: RequireModule | undefined,
  refusals: Refusals,
): string[] {
  if (load === undefined || factory.file === undefined) return [];
  const names = refusals.attempt(() =>
    at(origin, () => [...eventsOf(requireFactory(factory, origin.section, load)).keys()]),
  );
  return names ?? [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
