/** `[include]`, `[rpcinterface:x]` and `[ctlplugin:x]`: which options they take. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIN, readText, refusal } from '../../test/rig/read-config.ts';

const FACTORY = 'supervisor.rpcinterface_factory';
const MAIN_FACTORY = 'supervisor.rpcinterface:make_main_rpcinterface';

const notes = (text: string) => readText(text).notes.map((note) => note.text);

test('[include] has one option [2.9-files]', () => {
  assert.deepEqual(notes('[include]\nfiles=x\nzz=1'), [
    'No file matches via include "/etc/x"',
    `unknown option 'zz' in section 'include' [${MAIN}:3]`,
  ]);
});

test('options of an rpcinterface are expanded with the environment only [2.10-names 15-options]', () => {
  const factory = `${FACTORY}=${MAIN_FACTORY}`;
  const interfaces = (text: string) => readText(text).rpcinterfaces;
  const [own] = interfaces(`[rpcinterface:x]\n${factory}\nKEY=100%% %(ENV_LANG)s`);
  assert.deepEqual(own?.options, { key: '100% C' });
  const available = 'Available names: ENV_HOME, ENV_LANG';
  const table: readonly [text: string, option: string, line: number][] = [
    [`${factory}\nkey=%(here)s`, 'key', 3],
    [`${FACTORY}=%(here)s`, FACTORY, 2],
  ];
  for (const [text, option, line] of table) {
    assert.equal(
      refusal(() => readText(`[rpcinterface:x]\n${text}`)),
      `Format string '%(here)s' for 'rpcinterface:x.${option}' contains names ('here') which cannot be expanded. ${available} [${MAIN}:${line}]`,
    );
  }
});

test('[ctlplugin:x] is nothing to supervisord [2.10-ctl-not-here]', () => {
  assert.deepEqual(notes('[ctlplugin:x]\na=%(no)s'), []);
});
