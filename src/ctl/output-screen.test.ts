import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { DescriptorOutput } from './output.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'visord-screen-'));
test.after(() => rmSync(folder, { recursive: true }));

/** What an output writes to a screen, or to a file. */
function written(isTerminal: boolean, print: (output: DescriptorOutput) => void): string {
  const file = path.join(folder, String(isTerminal));
  const fd = openSync(file, 'w');
  const output = new DescriptorOutput(fd, fd, { isatty: () => isTerminal, env: {} });
  print(output);
  output.flush();
  closeSync(fd);
  return readFileSync(file, 'utf8');
}

test('progress is shown on a terminal only, and goes before anything is printed', () => {
  const print = (output: DescriptorOutput) => {
    output.progress('waiting');
    output.progress('waiting longer');
    output.line('done');
    output.progress('again');
    output.errorLine('trouble');
    output.progress('');
  };
  assert.equal(
    written(true, print),
    'waiting\r\x1b[Kwaiting longer\r\x1b[Kdone\nagain\r\x1b[Ktrouble\n',
  );
  assert.equal(written(false, print), 'done\ntrouble\n');
});

test('there are colours on a terminal unless the environment says no', () => {
  const table: readonly [isTerminal: boolean, env: Record<string, string>, colours: boolean][] = [
    [true, {}, true],
    [true, { NO_COLOR: '' }, true], // as no-color.org has it: empty is not set
    [true, { NO_COLOR: '1' }, false],
    [true, { TERM: 'dumb' }, false],
    [false, {}, false],
  ];
  for (const [isTerminal, env, colours] of table) {
    const output = new DescriptorOutput(1, 2, { isatty: () => isTerminal, env });
    assert.equal(output.colours, colours, JSON.stringify([isTerminal, env]));
    assert.equal(output.isTerminal, isTerminal);
  }
});
