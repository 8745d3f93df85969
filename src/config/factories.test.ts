import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from '../../test/rig/read-config.ts';
import { type FactoryOption, loadFactory, MAIN_INTERFACE, resolveFactory } from './factories.ts';

const find = (name: string, folder: string) =>
  name.endsWith('.mjs') ? `${folder}/${name}` : undefined;

function resolve(spec: string, option: FactoryOption = 'supervisor.rpcinterface_factory') {
  return resolveFactory(spec, { option, section: 'rpcinterface:x', folder: '/etc', find });
}

test('names of what is built in mean ours, each in its own option [15-built-in]', () => {
  assert.deepEqual(resolve(MAIN_INTERFACE), {
    spec: MAIN_INTERFACE,
    file: undefined,
    name: 'make_main_rpcinterface',
  });
  const handler = 'supervisor.dispatchers:default_handler';
  assert.equal(resolve(handler, 'result_handler').file, undefined);
  assert.match(
    refusal(() => resolve(handler)),
    /^supervisor\.dispatchers:default_handler cannot be resolved within \[rpcinterface:x\]: No module/,
  );
});

test('anything else is an export of a module [15-modules]', () => {
  assert.deepEqual(resolve('a.mjs:make'), { spec: 'a.mjs:make', file: '/etc/a.mjs', name: 'make' });
  const [spec, file] = ['C:d.mjs:x', '/etc/C:d.mjs'];
  assert.deepEqual(resolve(spec), { spec, file, name: 'x' });
});

test('what cannot be resolved is told with the words of the original, and what may be meant [15-unresolved 15-python]', () => {
  const where = 'cannot be resolved within [rpcinterface:x]';
  const python = (name: string, module: string) =>
    `(if ${name} of the Python module ${module} is wanted: Python cannot be loaded here, plug-ins are JavaScript modules, see docs/plugins.md)`;
  const cases: [spec: string, text: string][] = [
    ['', ` ${where}: it is not of the form module:name`],
    ['foo', `foo ${where}: it is not of the form module:name`],
    ['foo:', `foo: ${where}: it is not of the form module:name`],
    [':foo', `:foo ${where}: it is not of the form module:name`],
    ['./x.js:y', `./x.js:y ${where}: No module named './x.js'`],
    ['foo.bar:baz', `foo.bar:baz ${where}: No module named 'foo.bar' ${python('baz', 'foo.bar')}`],
    [
      'supervisor.rpcinterface:other',
      `supervisor.rpcinterface:other ${where}: No module named 'supervisor.rpcinterface' (of this Python plug-in ${MAIN_INTERFACE} is built in)`,
    ],
  ];
  for (const [spec, text] of cases)
    assert.equal(
      refusal(() => resolve(spec)),
      text,
    );
});

test('a module that fails, or has no such function, is told in the same words [15-unresolved]', async () => {
  const factory = resolve('a.mjs:make');
  const load = (exports: Record<string, unknown>) =>
    loadFactory(factory, 'rpcinterface:x', () => Promise.resolve(exports));
  const make = () => 1;
  assert.equal(await load({ make }), make);
  const where = 'a.mjs:make cannot be resolved within [rpcinterface:x]';
  for (const exports of [{}, { make: 1 }, { other: make }]) {
    await assert.rejects(load(exports), {
      message: `${where}: module '/etc/a.mjs' has no function 'make'`,
    });
  }
  const failing = () => Promise.reject(new SyntaxError('Unexpected token\nat line 1'));
  await assert.rejects(loadFactory(factory, 'rpcinterface:x', failing), {
    message: `${where}: Unexpected token`,
  });
  const inherited = loadFactory(resolve('a.mjs:toString'), 'rpcinterface:x', () =>
    Promise.resolve({}),
  );
  await assert.rejects(inherited, /has no function 'toString'/);
});
