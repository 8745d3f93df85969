/** Which of several errors is told, against the original's own reader. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../src/base/errors.ts';
import { checkConfig } from '../../src/check/check.ts';
import { checkRequestFor } from '../rig/check-request.ts';
import { GOOD, STEPS } from '../rig/errors-in-order.ts';
import { pythonTest } from '../rig/python.ts';
import { MAIN, read, systemWith } from '../rig/read-config.ts';

/** It answers with the text of the error; without one, with nothing. */
const ORIGINAL = {
  needs: 'supervisor',
  setup: `
import io, warnings
warnings.simplefilter('ignore')
from supervisor.options import ServerOptions

def refusal(text):
    options = ServerOptions()
    options.here, options.configfile = '/etc', '${MAIN}'
    try:
        options.read_config(io.StringIO(text))
    except ValueError as error:
        return str(error)
    return ''
`,
  answer: 'refusal(question)',
};

const COUNT = 1000;

/** By section: what may be wrong in it, and what it needs, as lines. */
const wrong = new Map<string, string[]>();
for (const { section, option, bad } of STEPS) {
  // The user of [supervisord] is looked up when the file has been read.
  const left = option === 'name' || bad === undefined || bad === 'nosuch5';
  wrong.set(section, [...(wrong.get(section) ?? []), ...(left ? [] : [`${option}=${bad}\n`])]);
}
const needed = (section: string): string[] =>
  Object.entries(GOOD)
    .map(([place, value]) => [...place.split(' '), value])
    .flatMap(([of, option, value]) => (of === section ? [`${option}=${value}\n`] : []));

const sections = [...wrong].map(([section, lines]) =>
  fc
    .record({
      isThere: fc.integer({ min: 0, max: 3 }).map((dice) => dice > 0 || section === 'supervisord'),
      bad: fc.oneof(
        { weight: 5, arbitrary: fc.constant([]) },
        {
          weight: 1,
          arbitrary: fc.shuffledSubarray(lines, { maxLength: Math.min(3, lines.length) }),
        },
      ),
      lost: fc.integer({ min: 0, max: 9 }),
      end: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ isThere, bad, lost, end }) => {
      const named = section.includes(':') && end === 0 ? `${section} x` : section;
      const good = needed(section).filter((_, index) => index !== lost);
      return isThere ? [`[${named}]\n`, ...good, ...bad].join('') : '';
    }),
);
const configurations = fc
  .tuple(...sections)
  .chain((texts) => fc.shuffledSubarray(texts, { minLength: texts.length }))
  .map((texts) => texts.join(''));

const brief = (message: string): string =>
  message.replace(/Available names: .*?(?= in section|$)/, '');

pythonTest('of several errors the original tells the same', ORIGINAL, async (ask) => {
  const kinds = new Set<string>();
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  for (const text of fc.sample(configurations, { numRuns: COUNT, seed })) {
    const expected = brief(String(await ask(text)));
    const told = refused(text);
    const said = brief((told ?? '').replace(/ \[\S+:\d+\](?: \(did.*)?$/m, ''));
    kinds.add(expected);
    assert.equal(said, expected, `SEED=${seed}\n${text}`);
    const { findings } = await checkConfig(checkRequestFor(systemWith({ [MAIN]: text })));
    const invalid = findings.filter(({ id }) => id === 'invalid').map((each) => each.text);
    assert.equal(invalid.length > 0, expected !== '', text);
    assert.ok(expected === '' || invalid.some((each) => brief(each).startsWith(expected)), text);
  }
  assert.ok(kinds.size > 50, `only ${kinds.size} kinds of errors`);
});

function refused(text: string): string | undefined {
  try {
    read({ [MAIN]: text });
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return undefined;
}
