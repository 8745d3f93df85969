/** Which configuration file is read, and what is said when there is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal, requestFor, systemWith } from '../../test/rig/read-config.ts';
import { readCtlConfig } from './ctl.ts';
import { readConfig } from './read.ts';

const TEXT = '[supervisord]\n[supervisorctl]\nprompt=found\n';

/** How the command was typed, and the places that are searched from `/var`. */
const SEARCHES: readonly (readonly [argv0: string, places: readonly string[]])[] = [
  [
    '/opt/bin/supervisord',
    [
      '/opt/etc/supervisord.conf',
      '/opt/supervisord.conf',
      '/var/supervisord.conf',
      '/var/etc/supervisord.conf',
      '/etc/supervisord.conf',
      '/etc/supervisor/supervisord.conf',
    ],
  ],
  [
    'supervisord',
    [
      '/var/etc/supervisord.conf',
      '/var/supervisord.conf',
      '/etc/supervisord.conf',
      '/etc/supervisor/supervisord.conf',
    ],
  ],
];

test('without -c the first of the usual places is taken that has a file [1.1-search-order]', () => {
  for (const [argv0, places] of SEARCHES) {
    for (const [index, place] of places.entries()) {
      const present = places.slice(index).map((path) => [path, TEXT]);
      const os = systemWith(Object.fromEntries(present));
      const { file } = readConfig(requestFor(os, { file: undefined, argv0, cwd: '/var' }));
      assert.equal(file, place, argv0);
    }
  }
});

test('supervisorctl searches the same places, and needs no file [1.1-ctl-search 1.1-ctl-no-file]', () => {
  for (const [argv0, places] of SEARCHES) {
    for (const place of places) {
      const os = systemWith({ [place]: TEXT });
      const request = requestFor(os, { file: undefined, argv0, cwd: '/var' });
      assert.equal(readCtlConfig(request).prompt, 'found', place);
    }
  }
  const { serverurl } = readCtlConfig(requestFor(systemWith({}), { file: undefined }));
  assert.equal(serverurl, 'http://localhost:9001');
});

test('root is warned who leaves it to the search [1.1-root]', () => {
  const os = systemWith({ '/etc/supervisord.conf': TEXT });
  const warnings = (changes: { uid: number; file?: string }) =>
    readConfig(requestFor(os, { file: undefined, ...changes })).warnings;
  assert.deepEqual(warnings({ uid: 0 }), [
    'UserWarning: Supervisord is running as root and it is searching for its configuration file ' +
      'in default locations (including its current working directory); you probably want to ' +
      'specify a "-c" argument specifying an absolute path to a configuration file for improved ' +
      'security.',
  ]);
  assert.deepEqual(warnings({ uid: 1000 }), []);
  assert.deepEqual(warnings({ uid: 0, file: '/etc/supervisord.conf' }), []);
});

test('a file that is not there, or cannot be read, is refused [1.1-missing 1.1-unreadable 1.1-nothing-found]', () => {
  const os = systemWith({});
  const refused = (file: string | undefined) =>
    refusal(() => readConfig(requestFor(os, { file, argv0: 'bin/supervisord' })));
  assert.equal(refused('nope.conf'), 'could not find config file nope.conf');
  assert.equal(refused('/etc'), 'could not find config file /etc');
  assert.equal(refused('/tmp'), 'could not read config file /tmp');
  assert.equal(
    refused(undefined),
    'No config file found at default paths (etc/supervisord.conf, supervisord.conf, ' +
      'supervisord.conf, etc/supervisord.conf, /etc/supervisord.conf, ' +
      '/etc/supervisor/supervisord.conf); use the -c option to specify a config file at a ' +
      'different path',
  );
});
