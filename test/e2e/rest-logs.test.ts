/** The JSON API on real logs: parts, lines, searches, downloads, and what happens meanwhile. */
import assert from 'node:assert/strict';
import { appendFileSync, truncateSync } from 'node:fs';
import http from 'node:http';
import type { LogLines, LogPart } from '../../src/wire/api/log.ts';
import { ApiClient } from '../rig/api-client.ts';
import type { Daemon } from '../rig/daemon.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

function apiOf({ paths }: Daemon): Promise<ApiClient> {
  return ApiClient.of({ socketPath: paths.socket });
}

difference('the JSON API', 'a log is read by bytes and by lines, and cleared', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:web]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stderr_logfile = ${rig.path('err')}
`);
  const api = await apiOf(daemon);
  const run = await child.nextRun();
  const text = Array.from({ length: 500 }, (_, index) => `line ${index} grüezi\n`).join('');
  await run.write(text);
  await run.write('a complaint\n', 2);
  await rig.holds('out', text);
  await rig.holds('err', 'a complaint\n');

  const lines = async (query: string, channel = 'stdout') =>
    (await api.get<LogLines>(`/processes/web/log/${channel}/lines${query}`)).body;
  const last = await lines('?count=2');
  assert.deepEqual(
    last.lines.map((line) => line.text),
    ['line 498 grüezi', 'line 499 grüezi'],
  );
  const before = await lines(`?count=1&before=${last.start}`);
  assert.equal(before.lines[0]?.text, 'line 497 grüezi');
  assert.equal((await lines('', 'stderr')).lines[0]?.text, 'a complaint');
  const found = await lines('?search=LINE%2042&ignoreCase=true');
  assert.equal(found.lines.length, 11); // 42 and 420 to 429
  const [{ offset = 0 } = {}] = found.lines;
  const { body } = await api.get<LogPart>(`/processes/web/log/stdout?offset=${offset}&length=7`);
  assert.equal(body.text, 'line 42');

  await run.write('more\n');
  await rig.holds('out', `${text}more\n`);
  const news = await lines(`?after=${last.end}`);
  assert.deepEqual(news.lines, [{ offset: last.end, text: 'more', cut: false }]);
  assert.equal(news.id, last.id);
  await api.delete('/processes/web/log');
  await rig.holds('out', '');
  await run.write('anew\n');
  await rig.holds('out', 'anew\n');
  assert.deepEqual((await lines('')).lines, [{ offset: 0, text: 'anew', cut: false }]);
});

difference('the JSON API', 'reading goes on in the older copies of a log', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:web]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stdout_logfile_maxbytes = 10
stdout_logfile_backups = 2
`);
  const api = await apiOf(daemon);
  const run = await child.nextRun();
  for (const number of [1, 2, 3]) {
    await run.write(`line number ${number}\n`);
    await rig.readUntil('out.1', new RegExp(`number ${number}`));
  }
  await run.write('last\n');
  await rig.holds('out', 'last\n');
  const texts: string[] = [];
  for (let backup: number | null = 0; backup !== null; ) {
    const query: string = `?backup=${backup}`;
    const { body } = await api.get<LogLines>(`/processes/web/log/stdout/lines${query}`);
    texts.unshift(...body.lines.map(({ text }) => text));
    backup = body.older;
  }
  assert.deepEqual(texts, ['line number 2', 'line number 3', 'last']);
});

difference(
  'the JSON API',
  'a download has what was there, whatever is written meanwhile',
  async () => {
    await using rig = await Rig.create();
    const line = `${'x'.repeat(99)}\n`;
    const text = line.repeat(100_000); // more than connections hold
    rig.write('out', text);
    const daemon = await rig.daemon(`
[program:web]
command = /bin/cat
autostart = false
stdout_logfile = ${rig.path('out')}
`);
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const path = '/api/v1/processes/web/log/stdout/download';
      http.get({ socketPath: daemon.paths.socket, path }, resolve).on('error', reject);
    });
    appendFileSync(rig.path('out'), 'added\n');
    let bytes = 0;
    for await (const chunk of response) bytes += (chunk as Buffer).length;
    assert.equal(bytes, text.length);
  },
);

difference('the JSON API', 'a download of a log that gets shorter comes to its end', async () => {
  await using rig = await Rig.create();
  rig.write('out', 'x'.repeat(20_000_000));
  const daemon = await rig.daemon(`
[program:web]
command = /bin/cat
autostart = false
stdout_logfile = ${rig.path('out')}
`);
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const path = '/api/v1/processes/web/log/stdout/download';
    http.get({ socketPath: daemon.paths.socket, path }, resolve).on('error', reject);
  });
  truncateSync(rig.path('out'), 10);
  let bytes = 0;
  for await (const chunk of response) bytes += (chunk as Buffer).length;
  assert.ok(bytes < 20_000_000);
});

difference('the JSON API', 'the main log is read, searched and cleared', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const api = await apiOf(daemon);
  await daemon.logLine(/supervisord started with pid/);
  const { body } = await api.get<LogLines>('/log/lines?search=STARTED%20WITH&ignoreCase=true');
  assert.match(body.lines[0]?.text ?? '', new RegExp(`started with pid ${daemon.pid}$`));
  const download = await api.get<string>('/log/download');
  assert.match(download.body, /supervisord started/);
  await api.delete('/log');
  await until('an empty main log', () => !/supervisord started/.test(daemon.log()));
});
