/**
 * Python as an oracle: one process for a whole test, a question and an answer per line of JSON.
 *
 *   const SHLEX = { setup: 'import shlex', answer: 'shlex.split(question)' };
 *   pythonTest('our words are those of shlex', SHLEX, async (ask) => {
 *     assert.deepEqual(ours(text), await ask(text));
 *   });
 *
 * Without python3 the test is skipped by name; under CI=true it fails instead.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

/** The one that packages of the system install their modules for. */
const SYSTEM_PYTHON = '/usr/bin/python3';

export type Ask = (question: unknown) => Promise<unknown>;

const LOOP = `
import json, sys
for line in sys.stdin:
    question = json.loads(line)
    try:
        reply = {'value': ANSWER}
    except Exception as error:
        reply = {'error': '%s: %s' % (type(error).__name__, error)}
    sys.stdout.write(json.dumps(reply) + '\\n')
    sys.stdout.flush()
`;

/**
 * Defines a test that may ask Python.
 *
 * @param setup Statements that Python runs first.
 * @param answer An expression of `question`; where it raises, `ask` rejects with its text.
 * @param needs A module that is not of Python's own, and is the name of its package, too.
 */
export function pythonTest(
  name: string,
  {
    setup,
    answer,
    needs,
  }: { readonly setup: string; readonly answer: string; readonly needs?: string },
  run: (ask: Ask) => Promise<void>,
): void {
  const command = needs === undefined ? 'python3' : SYSTEM_PYTHON;
  const isThere = spawnSync(command, ['-c', `import ${needs ?? 'sys'}`]).status === 0;
  const what = needs ?? 'python3';
  const skip = isThere || process.env.CI === 'true' ? false : `needs ${what} (apt install ${what})`;
  test(name, { skip }, async () => {
    const python = spawn(command, ['-c', setup + LOOP.replace('ANSWER', answer)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, PYTHONIOENCODING: 'utf-8', PYTHONUTF8: '1' },
    });
    const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
    try {
      await run(async (question) => {
        python.stdin.write(`${JSON.stringify(question)}\n`);
        const { value: line, done } = await lines.next();
        if (done === true) throw new Error('python3 ended before it answered');
        const { value, error } = JSON.parse(line) as { value?: unknown; error?: string };
        if (error !== undefined) throw new PythonError(error);
        return value;
      });
    } finally {
      python.stdin.end();
      await once(python, 'exit');
    }
  });
}

/** What the expression raised. */
export class PythonError extends Error {
  override readonly name = 'PythonError';
}
