import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import test from 'node:test';
import { PipedLines } from './piped-lines.ts';

interface Rig {
  readonly input: PassThrough;
  readonly lines: PipedLines;
  readonly prompts: string[];
}

function createRig(): Rig {
  const input = new PassThrough();
  const prompts: string[] = [];
  // A pipe has what is used of a terminal's stream.
  const lines = new PipedLines(input as unknown as NodeJS.ReadStream, (text) => prompts.push(text));
  return { input, lines, prompts };
}

test('lines come one by one, however they are cut into pieces, then nothing [12.5-piped]', async () => {
  const { input, lines, prompts } = createRig();
  const bytes = Buffer.from('one\ntwo\r\n\nfür');
  input.write(bytes.subarray(0, 6));
  assert.equal(await lines.ask('> '), 'one');
  const second = lines.ask('> ');
  input.write(bytes.subarray(6, -2)); // within the umlaut
  assert.equal(await second, 'two');
  assert.equal(await lines.ask('> '), '');
  const last = lines.askSecret('? ');
  input.end(bytes.subarray(-2));
  assert.equal(await last, 'für');
  assert.equal(await lines.ask(''), undefined);
  assert.deepEqual(prompts, ['> ', '> ', '> ', '? ']);
});

test('a question that is called off takes no line', async () => {
  const { input, lines } = createRig();
  const stop = new AbortController();
  const asked = lines.ask('', { signal: stop.signal });
  stop.abort();
  assert.equal(await asked, undefined);
  assert.equal(await lines.ask('', { signal: stop.signal }), undefined);
  input.write('line\n');
  assert.equal(await lines.ask(''), 'line');
});

test('a question is answered with nothing when the input is closed, or breaks', async () => {
  const closed = createRig();
  const asked = closed.lines.ask('');
  closed.lines.close();
  assert.equal(await asked, undefined);
  const broken = createRig();
  const waits = broken.lines.ask('');
  broken.input.destroy(new Error('EIO'));
  assert.equal(await waits, undefined);
});
