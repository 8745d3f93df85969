import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIN, refusal, requestFor, systemWith } from '../../test/rig/read-config.ts';
import { readCtlConfig } from './ctl.ts';

function readCtl(text: string | undefined, commandLine: Record<string, string> = {}) {
  const os = systemWith(text === undefined ? {} : { [MAIN]: text });
  return readCtlConfig(
    requestFor(os, { file: text === undefined ? undefined : MAIN, commandLine }),
  );
}

/** What only our own servers need. */
const NO_MORE = { token: undefined, cafile: undefined, certificate: undefined, key: undefined };

const DEFAULTS = {
  serverurl: 'http://localhost:9001',
  prompt: 'supervisor',
  username: undefined,
  password: undefined,
  ...NO_MORE,
  history_file: undefined,
  plugins: [],
};

test('without a file there are defaults [2.4-defaults 1.1-ctl-no-file]', () => {
  assert.deepEqual(readCtl(undefined), DEFAULTS);
  assert.deepEqual(readCtl('[supervisorctl]\n'), DEFAULTS);
});

test('paths are expanded and made absolute [2.4-serverurl 2.4-credentials 2.4-prompt 2.4-history-file]', () => {
  const config = readCtl(
    '[supervisorctl]\nserverurl=unix://%(here)s/../s.sock\nprompt=%(ENV_LANG)s\nusername=ann\n' +
      'password=secret\nhistory_file=~/.history\n',
  );
  assert.deepEqual(config, {
    serverurl: 'unix:///s.sock',
    prompt: 'C',
    username: 'ann',
    password: 'secret',
    ...NO_MORE,
    history_file: '/home/ann/.history',
    plugins: [],
  });
});

test('the command line is laid over the file [2.4-flags-first 3.2-history-file]', () => {
  const config = readCtl('[supervisorctl]\nusername=ann\nhistory_file=a\n', {
    serverurl: 'unix://rel.sock',
    username: 'bob',
    history_file: 'b',
  });
  assert.deepEqual(config, {
    ...DEFAULTS,
    serverurl: 'unix://rel.sock',
    username: 'bob',
    history_file: '/var/b',
  });
});

test('a token is not for whoever is named on the command line', () => {
  const text = '[supervisorctl]\ntoken=t\ncafile=ca.pem\n';
  const { token, cafile } = readCtl(text);
  assert.deepEqual([token, cafile], ['t', '/var/ca.pem']);
  assert.equal(readCtl(text, { username: 'ann', password: 'p' }).token, undefined);
});

test('includes are not followed, and the section must be there [1.4-not-for-ctl 1.3-no-supervisorctl]', () => {
  const os = systemWith({
    [MAIN]: '[supervisord]\n[include]\nfiles=d/*\n',
    '/etc/d/a.conf': '[supervisorctl]\n',
  });
  assert.equal(
    refusal(() => readCtlConfig(requestFor(os))),
    '.ini file does not include supervisorctl section',
  );
});

test('a name that an option cannot use is refused with its place', () => {
  assert.match(
    refusal(() => readCtl('[supervisorctl]\nprompt=%(here)s\n')),
    /^Format string '%\(here\)s' for 'supervisorctl\.prompt' .* \[\/etc\/s\.conf:2\]$/,
  );
});

test('a plug-in must say what makes it [2.10-ctl-factory-required 2.10-ctl-own-options]', () => {
  assert.equal(
    refusal(() => readCtl('[supervisorctl]\n[ctlplugin:x]\na=b\n')),
    'section [ctlplugin:x] does not specify a supervisor.ctl_factory [/etc/s.conf:2]',
  );
  const factory = 'supervisor.ctl_factory=a:b\nOwn=1\n';
  const find = (name: string, folder: string) => `${folder}/${name}.js`;
  const file = `[supervisorctl]\n[ctlplugin:x]\n${factory}`;
  const { plugins } = readCtlConfig(requestFor(systemWith({ [MAIN]: file }), { findModule: find }));
  assert.deepEqual(plugins, [
    {
      name: 'x',
      factory: { spec: 'a:b', file: '/etc/a.js', name: 'b' },
      options: { own: '1' },
      origin: { file: MAIN, line: 2, section: 'ctlplugin:x' },
    },
  ]);
});

test('a file that was named must be there', () => {
  const request = requestFor(systemWith({}), { file: 'no.conf' });
  assert.equal(
    refusal(() => readCtlConfig(request)),
    'could not find config file no.conf',
  );
});
