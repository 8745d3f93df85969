import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRequestFor } from '../../test/rig/check-request.ts';
import { MAIN, processesOf, read, requestFor, systemWith } from '../../test/rig/read-config.ts';
import { checkConfig } from '../check/check.ts';
import { reportLines } from '../check/report.ts';
import { readCtlConfig } from './ctl.ts';
import { sampleConfig } from './sample.ts';
import { programSection } from './sections/program.ts';
import { SECTIONS } from './sections.ts';

const SAMPLE = sampleConfig();
/** The sample with everything in force: text has a blank behind its semicolon, options have none. */
const UNCOMMENTED = SAMPLE.replace(/^;(?=\S)/gm, '');

/** The options of the sample, commented or not, by the name of their section. */
function optionsOf(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let options: string[] = [];
  for (const line of text.split('\n')) {
    const header = /^;?\[([^\]]+)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      options = [];
      sections.set(header, options);
    }
    const option = /^;?([a-z0-9_.]+)=/.exec(line)?.[1];
    if (option !== undefined) options.push(option);
  }
  return sections;
}

/** `--check`, by an ordinary user. */
async function check(text: string): Promise<string[]> {
  const os = systemWith({ [MAIN]: text });
  os.users.push({ name: 'ann', uid: 1000, gid: 1000, home: '/home/ann' });
  return reportLines(await checkConfig(checkRequestFor(os)));
}

test('the sections are there, in order, and what is no comment is a daemon and its socket [3.4-sections 3.4-active]', () => {
  const lines = SAMPLE.split('\n').map((line) => line.replace(/ +; .*/, ''));
  assert.deepEqual(
    lines.filter((line) => /^;?\[/.test(line)),
    [
      '[unix_http_server]',
      ';[inet_http_server]',
      ';[user:theusername]',
      '[supervisord]',
      '[rpcinterface:supervisor]',
      '[supervisorctl]',
      ';[program:theprogramname]',
      ';[fcgi-program:thefcgiprogramname]',
      ';[eventlistener:theeventlistenername]',
      ';[group:thegroupname]',
      ';[include]',
    ],
  );
  assert.deepEqual(
    lines.filter((line) => !/^(;|\[|$)/.test(line)),
    [
      'file=/tmp/supervisor.sock',
      'logfile=/tmp/supervisord.log',
      'logfile_maxbytes=50MB',
      'logfile_backups=10',
      'loglevel=info',
      'pidfile=/tmp/supervisord.pid',
      'nodaemon=false',
      'silent=false',
      'minfds=1024',
      'minprocs=200',
      'supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface',
      'serverurl=unix:///tmp/supervisor.sock',
    ],
  );
});

test('every option of every section is named once; an fcgi-program adds to a program [3.4-options]', () => {
  const sections = [...optionsOf(SAMPLE)];
  for (const { header, matches, options } of SECTIONS) {
    if (header.startsWith('ctlplugin')) continue; // it would have no effect
    const [, named = []] = sections.find(([name]) => matches(name)) ?? [];
    const shared = header.startsWith('fcgi') ? Object.keys(programSection.options) : [];
    const expected = Object.keys(options).filter(
      (name) => name === 'command' || !shared.includes(name),
    );
    assert.deepEqual([...named].sort(), expected.sort(), header);
  }
});

test('it loads as it is: one unix socket, no TCP port, no program; and a check finds nothing [3.4-loads 3.4-no-tcp]', async () => {
  const { servers, groups, supervisord } = read({ [MAIN]: SAMPLE });
  assert.deepEqual(
    servers.map((server) => server.section),
    ['unix_http_server'],
  );
  assert.deepEqual(groups, []);
  assert.equal(supervisord.nodaemon, false);
  assert.deepEqual(await check(SAMPLE), [`${MAIN}: 0 errors, 0 warnings`]);
});

test('the supervisorctl of the sample looks for the socket of the sample [3.4-active]', () => {
  const request = { ...requestFor(systemWith({ [MAIN]: SAMPLE })), argv0: 'supervisorctl' };
  assert.equal(readCtlConfig(request).serverurl, 'unix:///tmp/supervisor.sock');
});

test('it loads with every semicolon before an option or a section removed [3.4-uncommented]', () => {
  const config = read({ [MAIN]: UNCOMMENTED });
  const { servers, groups } = config;
  assert.equal(servers.length, 2);
  assert.deepEqual(groups.map(({ name }) => name).sort(), ['theeventlistenername', 'thegroupname']);
  const names = processesOf(config).map(({ name }) => name);
  assert.deepEqual(names.sort(), ['theeventlistenername', 'thefcgiprogramname', 'theprogramname']);
});
