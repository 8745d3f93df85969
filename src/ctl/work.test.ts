import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ctlOn } from '../../test/rig/fake-ctl.ts';
import { inSteps, stepsFor } from './work.ts';

test('Ctrl-C says what goes on and what was not begun, and does what it would have done', async () => {
  const { ctl, output, terminal } = ctlOn({});
  let passedOn = 0;
  terminal.onInterrupt(() => {
    passedOn += 1;
  });
  const steps = [...stepsFor('stop', ['a', 'b', 'c']), ...stepsFor('start', ['a', 'b', 'c'])];
  await inSteps(ctl, steps, async (work) => {
    work.begin('a');
    work.end('a');
    work.begin('b');
    terminal.interrupt();
  });
  assert.equal(
    output.stderr,
    'interrupted: b is still being stopped; not stopped: c; not started: a, b, c\n',
  );
  assert.equal(passedOn, 1);
  terminal.interrupt();
  assert.equal(passedOn, 2, 'the work listens no more');
});

test('all is one step, whatever else is named', () => {
  assert.deepEqual(stepsFor('start', ['a', 'all']), [{ name: 'all', doing: 'start' }]);
});

test('what takes its time is shown, with its place among the others', async () => {
  const { ctl, output } = ctlOn({});
  const shown = (pattern: RegExp) =>
    new Promise<void>((resolve) => {
      const progress = output.progress.bind(output);
      output.progress = (text) => {
        progress(text);
        if (pattern.test(text)) resolve();
      };
    });
  const steps = [...stepsFor('stop', ['x']), ...stepsFor('start', ['a', 'b'])];
  await inSteps(ctl, steps, async (work) => {
    work.begin('x');
    work.end('x'); // at once: nobody had to wait
    const first = shown(/a/);
    work.begin('a');
    // The timer of the progress keeps nobody alive; in earnest a connection does.
    const alive = setInterval(() => {}, 1000);
    await first;
    work.end('a');
    const second = shown(/b/);
    work.begin('b');
    await second;
    clearInterval(alive);
  });
  assert.deepEqual(output.waits, ['waiting for a (1 of 2)', 'waiting for b (2 of 2)', '']);
});
