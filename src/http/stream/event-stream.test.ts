import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../../test/rig/fake-clock.ts';
import { FakeDaemon } from '../../../test/rig/fake-daemon.ts';
import { FakeFiles } from '../../../test/rig/fake-files.ts';
import { FakeProc } from '../../../test/rig/fake-proc.ts';
import { FakeResponse } from '../../../test/rig/fake-response.ts';
import { FIRST_SAMPLE_MS, SAMPLE_MS, UsageSampler } from '../../daemon/usage.ts';
import { LogFeed } from '../../logs/log-feed.ts';
import { openProcessTable } from '../../os/procfs.ts';
import type { Process } from '../../rpc/daemon.ts';
import { CHOSEN_TYPES, type ChosenType } from '../../wire/api/stream.ts';
import { Broadcast, COLLECT_MS, KEEP_MS, REST_MS } from './broadcast.ts';
import { DROP_MS, EventStream, LOG_BURST, LOG_PAUSE_MS, type StreamParts } from './event-stream.ts';
import { MOST_NEWS } from './news-ring.ts';
import { parseStreamId } from './stream-id.ts';
import { UsageReport } from './usage-report.ts';

const NAME = { namespec: 'web', channel: 'stdout' } as const;
const LOG = '/log/web.log';

function setup() {
  const clock = new FakeClock();
  const daemon = new FakeDaemon(clock, ['web', 'g:a']);
  const broadcast = new Broadcast(daemon, clock);
  const files = new FakeFiles('/log');
  const proc = new FakeProc(files);
  const processes = () => [...daemon.groups.values()].flatMap((group) => group.processes);
  const sampler = new UsageSampler<Process>(clock, openProcessTable(files), processes);
  const report = new UsageReport(daemon, sampler);
  const { stdout } = daemon.process('web');
  files.put(LOG, '');
  stdout.path = LOG;
  const write = (text: string): void => {
    files.put(LOG, files.text(LOG) + text);
    stdout.tell('written');
  };
  /** `lastEventId` is where the client was. */
  const open = (
    types: readonly ChosenType[] = CHOSEN_TYPES,
    lastEventId = '',
    more: Partial<StreamParts> = {},
  ) => {
    const response = new FakeResponse();
    const from = parseStreamId(lastEventId);
    new EventStream(response.real, {
      types: new Set(types),
      sees: () => true,
      broadcast,
      clock,
      openLogs: (ready) =>
        types.includes('log')
          ? [{ name: NAME, feed: new LogFeed(stdout, files, ready, from?.logs[0]) }]
          : [],
      usage: types.includes('usage') ? { sampler, report } : undefined,
      detailed: () => new Set(),
      from,
      ...more,
    });
    return response;
  };
  const tell = (count = 1): void => {
    for (let n = 0; n < count; n++)
      daemon.bus.publish('PROCESS_GROUP_ADDED', { groupname: `g${n}` });
    clock.advance(COLLECT_MS);
  };
  return { clock, daemon, broadcast, files, proc, stdout, write, open, tell, sampler };
}

const names = ({ events }: FakeResponse): unknown[] => events.map(([, { name }]) => name);

test('a stream begins with where it is, and says so again while nothing happens', () => {
  const { clock, broadcast, open } = setup();
  const response = open(['state']);
  const id = `${broadcast.life}-${broadcast.ring.last}`;
  assert.equal(response.text, `retry: 2000\nid: ${id}\n\n`);
  clock.advance(REST_MS);
  assert.equal(response.text, `retry: 2000\nid: ${id}\n\n:\nid: ${id}\n\n`);
});

test('only what was asked for is told, and only of groups that may be seen', () => {
  const { clock, daemon, open } = setup();
  const [all, groups, some] = [
    open(['group', 'config']),
    open(['group']),
    open(['group'], '', { sees: (group) => group === 'b' }),
  ];
  for (const groupname of ['a', 'b']) daemon.bus.publish('PROCESS_GROUP_REMOVED', { groupname });
  daemon.bus.publishAdded(['VISORD_CONFIGURATION_READ'], '');
  clock.advance(COLLECT_MS);
  assert.deepEqual(
    [all, groups, some].map((each) => each.events.length),
    [3, 2, 1],
  );
  assert.deepEqual(names(some), ['b']);
});

test('a client that comes back misses nothing and is told nothing twice', () => {
  const { open, tell } = setup();
  const first = open(['group']);
  tell(5);
  const [, middle = ''] = /^id: (.*)\n.*"g2"/m.exec(first.text) ?? [];
  first.destroy();
  tell(2);
  const second = open(['group'], middle);
  assert.deepEqual(names(second), ['g3', 'g4', 'g0', 'g1']);
  tell(1);
  assert.deepEqual(names(second), ['g3', 'g4', 'g0', 'g1', 'g0']);
  const third = open(['group'], second.lastId);
  assert.deepEqual(names(third), []);
});

test('where it cannot go on it says so first', () => {
  const { clock, broadcast, open, tell } = setup();
  const first = open(['group']);
  tell();
  const id = first.lastId;
  first.destroy();
  clock.advance(KEEP_MS);
  const resets = ([response, last]: [FakeResponse, string]) => [
    response.events,
    response.lastId === last,
  ];
  const now = () => `${broadcast.life}-${broadcast.ring.last}`;
  assert.deepEqual(resets([open(['group'], id), now()]), [
    [['reset', { reason: 'too old' }]],
    true,
  ]);
  assert.deepEqual(resets([open(['group'], 'x1-5'), now()]), [
    [['reset', { reason: 'restarted' }]],
    true,
  ]);
  assert.deepEqual(open(['group'], 'nonsense').events, []);
  tell(MOST_NEWS + 1);
  const late = open(['group'], `${broadcast.life}-${broadcast.ring.last - MOST_NEWS - 1}`);
  assert.deepEqual(late.events, [['reset', { reason: 'too old' }]]);
});

test('who does not read is sent nothing more, and goes on when it does', () => {
  const { open, tell } = setup();
  const response = open(['group']);
  response.isSlow = true;
  tell(3);
  tell(2);
  assert.deepEqual(names(response), ['g0', 'g1', 'g2'], 'one piece, and then no more');
  response.drain();
  assert.deepEqual(names(response).slice(3), ['g0', 'g1']);
});

test('who is so slow that news are gone is told how many, and dropped', () => {
  const { clock, broadcast, open, tell } = setup();
  const response = open(['group']);
  response.isSlow = true;
  tell();
  tell(MOST_NEWS);
  assert.equal(response.writableEnded, false, 'all that waits for it is still there');
  tell();
  assert.deepEqual(response.events.at(-1), ['dropped', { lost: MOST_NEWS + 1 }]);
  assert.deepEqual([response.writableEnded, broadcast.readers], [true, 0]);
  tell();
  clock.advance(DROP_MS - 3 * COLLECT_MS);
  assert.equal(response.destroyed, false);
  clock.advance(3 * COLLECT_MS);
  assert.equal(response.destroyed, true);
});

test('a log is told as it grows, from where it was when the stream began', () => {
  const { clock, open, write } = setup();
  write('before\n');
  const response = open(['log']);
  const texts = () => response.events.map(([, { offset, text, gap }]) => [offset, text, gap]);
  assert.deepEqual(texts(), [[7, '', false]]);
  write('one\n');
  write('two\n');
  assert.equal(texts().length, 1, 'the program that writes does not wait for us');
  clock.advance(0);
  assert.deepEqual(texts().at(-1), [7, 'one\ntwo\n', false]);
  write('three\n');
  clock.advance(LOG_PAUSE_MS - 1);
  assert.equal(texts().length, 2, 'a log that grows all the time is looked at now and then');
  clock.advance(1);
  assert.deepEqual(texts().at(-1), [15, 'three\n', false]);
  assert.deepEqual(Object.keys(response.events[0]?.[1] ?? {}), [
    'namespec',
    'channel',
    'id',
    'offset',
    'text',
    'gap',
  ]);
});

test('a client that comes back goes on in the log where it was', () => {
  const { clock, open, write } = setup();
  const first = open(['log']);
  write('one\n');
  clock.advance(LOG_PAUSE_MS);
  first.destroy();
  write('two\n');
  clock.advance(2 * KEEP_MS);
  const second = open(['log'], first.lastId);
  const logs = second.events.filter(([type]) => type === 'log');
  assert.deepEqual(
    logs.map(([, { text, gap }]) => [text, gap]),
    [['two\n', false]],
  );
});

test('of a log that grows fast no more than so much is sent at a time', () => {
  const { clock, open, write } = setup();
  const response = open(['log']);
  const length = () => response.events.reduce((sum, [, { text }]) => sum + String(text).length, 0);
  const line = `${'x'.repeat(99)}\n`;
  write(line.repeat(5000));
  clock.advance(0);
  assert.ok(length() >= LOG_BURST && length() < 2 * LOG_BURST, `${length()}`);
  clock.advance(10 * LOG_PAUSE_MS);
  assert.equal(length(), 500_000);
});

test('a log that grows fast leaves others their turn', () => {
  const { clock, stdout, files, open, write } = setup();
  files.put('/log/err.log', '');
  const stderr = { path: '/log/err.log', subscribe: () => () => {} };
  const response = open(['log'], '', {
    openLogs: (ready) => [
      { name: NAME, feed: new LogFeed(stdout, files, ready) },
      { name: { ...NAME, channel: 'stderr' }, feed: new LogFeed(stderr, files, ready) },
    ],
  });
  files.put('/log/err.log', 'quiet\n');
  write('x'.repeat(3 * LOG_BURST));
  clock.advance(0);
  assert.ok(response.events.some(([, { text }]) => text === 'quiet\n'));
});

test('what processes use is told when it was measured, and then only what has changed', () => {
  const { clock, daemon, proc, open, sampler } = setup();
  proc.set(10, { parent: 1, pages: 5 });
  proc.set(20, { parent: 1, pages: 7 });
  daemon.process('web').pid = 10;
  daemon.process('g:a').pid = 20;
  const web: ReadonlySet<Process> = new Set([daemon.process('web')]);
  const response = open(['usage'], '', { detailed: () => web });
  const told = () =>
    response.events.map(([, { processes }]) =>
      (processes as { namespec: string; rss: number; details: unknown }[]).map(
        ({ namespec, rss, details }) => [namespec, rss / 4096, details !== null],
      ),
    );
  clock.advance(0);
  assert.deepEqual(told(), [
    [
      ['web', 5, true],
      ['g:a', 7, false],
    ],
  ]);
  clock.advance(FIRST_SAMPLE_MS);
  assert.equal(told()[1]?.length, 2, 'now the CPU is known');
  proc.set(20, { parent: 1, pages: 8 });
  clock.advance(SAMPLE_MS);
  assert.deepEqual(told()[2], [['g:a', 8, false]]);

  const other = open(['usage'], '', { sees: (group) => group === 'g' });
  clock.advance(SAMPLE_MS);
  const [first] = other.events;
  assert.deepEqual(
    (first?.[1].processes as { namespec: string }[] | undefined)?.map((it) => it.namespec),
    ['g:a'],
  );
  for (const each of [response, other]) each.destroy();
  const rounds = sampler.round;
  clock.advance(10 * SAMPLE_MS);
  assert.equal(sampler.round, rounds);
});

test('nothing is left of a stream whose client has gone', () => {
  const { clock, daemon, files, stdout, open, write } = setup();
  const response = open();
  write('text');
  response.destroy();
  assert.deepEqual([stdout.listeners.size, files.openPaths], [0, []]);
  clock.advance(2 * KEEP_MS);
  assert.equal(clock.pending, 0);
  assert.equal(daemon.bus.wants('PROCESS_STATE_RUNNING'), false);
});

test('a log that cannot be read any more does not end the stream', () => {
  const { clock, files, open, write } = setup();
  const response = open(['log', 'group']);
  files.fail('read', 'EIO');
  write('lost for now\n');
  clock.advance(LOG_PAUSE_MS);
  files.mend();
  write('and back\n');
  clock.advance(LOG_PAUSE_MS);
  assert.equal(response.events.at(-1)?.[1].text, 'lost for now\nand back\n');
});
