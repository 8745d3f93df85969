/** Types of events that plug-ins add: what a factory may say, and what `events=` then takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIN, readText, refusal } from '../../test/rig/read-config.ts';
import { eventsOf } from './added-events.ts';

const PLUGIN = '[rpcinterface:x]\nsupervisor.rpcinterface_factory=./p.mjs:make\n';

const factory = (events?: unknown) =>
  Object.assign(() => ({}), events === undefined ? {} : { events });

/** The events of a listener in a configuration whose plug-in exports this. */
function read(events: string, exported: () => unknown, plugin = PLUGIN) {
  const loaded: string[] = [];
  const config = readText(`${plugin}[eventlistener:l]\ncommand=cat\nevents=${events}`, {
    findModule: (name, folder) => `${folder}/${name.slice(2)}`,
    requireModule: (file) => {
      loaded.push(file);
      return { make: exported() };
    },
  });
  return { events: config.groups[0]?.pool?.events, loaded };
}

test('a type is below EVENT, or the one it names: ours that stands for others, or an earlier one of its own [9.6-types]', () => {
  const events = eventsOf(
    factory({
      DEPLOY: {},
      DEPLOY_DONE: { of: 'DEPLOY' },
      TICK_7: { of: 'TICK' },
      PROCESS_STATE_ODD: { of: 'PROCESS_STATE' },
    }),
  );
  assert.deepEqual(Object.fromEntries(events), {
    DEPLOY: ['DEPLOY', 'EVENT'],
    DEPLOY_DONE: ['DEPLOY_DONE', 'DEPLOY', 'EVENT'],
    TICK_7: ['TICK_7', 'TICK', 'EVENT'],
    PROCESS_STATE_ODD: ['PROCESS_STATE_ODD', 'PROCESS_STATE', 'EVENT'],
  });
  for (const nothing of [factory(), factory(null), factory({}), undefined, 5]) {
    assert.equal(eventsOf(nothing).size, 0);
  }
});

test('a name that is ours, or cannot be one, is refused, and so is one below nothing that there is [9.6-refused]', () => {
  const table: readonly (readonly [events: unknown, message: string])[] = [
    [{ TICK_5: {} }, "cannot add an event type 'TICK_5'"],
    [{ EVENT: {} }, "cannot add an event type 'EVENT'"],
    [{ deploy: {} }, "cannot add an event type 'deploy'"],
    [{ 'A B': {} }, "cannot add an event type 'A B'"],
    [{ '': {} }, "cannot add an event type ''"],
    [['DEPLOY'], "cannot add an event type '0'"],
    [{ A: { of: 'TICK_5' } }, "cannot add an event type below 'TICK_5'"],
    [{ A: { of: 'B' }, B: {} }, "cannot add an event type below 'B'"],
    [{ A: { of: 'toString' } }, "cannot add an event type below 'toString'"],
  ];
  for (const [events, message] of table) {
    assert.equal(
      refusal(() => eventsOf(factory(events))),
      message,
    );
  }
});

test('a listener may list what a plug-in adds, in any case; its module is looked into only for that [9.6-events]', () => {
  const added = () => factory({ DEPLOY: {}, DEPLOY_DONE: { of: 'DEPLOY' } });
  assert.deepEqual(read('TICK_5,deploy , Deploy_Done', added), {
    events: ['TICK_5', 'DEPLOY', 'DEPLOY_DONE'],
    loaded: ['/etc/p.mjs'],
  });
  assert.deepEqual(read('TICK_5', added).loaded, []);
});

test('a name that neither we nor plug-ins have is unknown [9.6-events]', () => {
  const unknown = `Unknown event type NOPE in [eventlistener:l] events [${MAIN}:5]`;
  assert.equal(
    refusal(() => read('NOPE', () => factory({ DEPLOY: {} }))),
    unknown,
  );
  assert.equal(
    refusal(() =>
      readText(`${PLUGIN}[eventlistener:l]\ncommand=cat\nevents=NOPE`, { findModule: () => '/p' }),
    ),
    unknown,
  );
});

test('what keeps a plug-in from being looked into is told first [9.6-refused]', () => {
  const failing = () => {
    throw new Error('no luck');
  };
  assert.equal(
    refusal(() => read('DEPLOY', failing)),
    `./p.mjs:make cannot be resolved within [rpcinterface:x]: no luck [${MAIN}:1]`,
  );
  assert.equal(
    refusal(() => read('DEPLOY', () => factory({ deploy: {} }))),
    `cannot add an event type 'deploy' [${MAIN}:1]`,
  );
});
