/**
 * Python as the oracle: the original's dialect is what these libraries do.
 *
 * One process answers all questions of a test, a line of JSON each way. Where there is no Python,
 * the test is skipped by name; under `CI=true` it fails.
 */
import { spawnSync } from 'node:child_process';
import type { TestContext } from 'node:test';
import fc from 'fast-check';

const ORACLE = `
import base64, configparser, fnmatch, getopt, glob, io, json, shlex, sys

def ini(files):
    parser = configparser.RawConfigParser(inline_comment_prefixes=(';', '#'), strict=False)
    for name, data in files:
        stream = io.TextIOWrapper(io.BytesIO(base64.b64decode(data)), encoding='utf-8')
        parser.read_file(stream, source=name)
    return [[name, sorted(dict(parser.items(name)).items())] for name in parser.sections()]

def tokens(text):
    lexer = shlex.shlex(text, posix=True)
    lexer.wordchars += '/.+-():'
    return list(lexer)

ASK = {
    'ini': ini,
    'split': shlex.split,
    'tokens': tokens,
    'format': lambda text, names: text % dict(names),
    'fnmatch': lambda name, pattern: fnmatch.fnmatchcase(name, pattern),
    'glob': lambda pattern: sorted(glob.glob(pattern)),
    'getopt': lambda words, short, long: getopt.getopt(words, short, long),
    'int': lambda text: int(text),
    'octal': lambda text: int(text, 8),
    'repr': repr,
    'ascii': ascii,
    'strip': lambda text: [text.strip(), text.rstrip(), text.split()],
    'decode': lambda data: base64.b64decode(data).decode('utf-8'),
}

for line in sys.stdin:
    kind, *arguments = json.loads(line)
    try:
        answer = {'value': ASK[kind](*arguments)}
    except KeyError as error:
        answer = {'error': 'KeyError ' + str(error)}
    except Exception as error:
        answer = {'error': str(error)}
    print(json.dumps(answer))
`;

export type Answer = { readonly value: unknown } | { readonly error: string };

/** Puts all questions to Python; undefined (and a skipped test) if there is none. */
export function askPython(
  test: TestContext,
  questions: readonly (readonly unknown[])[],
): Answer[] | undefined {
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join('');
  const { error, status, stdout, stderr } = spawnSync('python3', ['-X', 'utf8', '-c', ORACLE], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (error !== undefined) {
    if (process.env.CI === 'true') throw error;
    test.skip('needs python3: apt-get install python3');
    return undefined;
  }
  if (status !== 0) throw new Error(`the oracle failed: ${stderr}`);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

export interface Comparison<T> {
  readonly cases: fc.Arbitrary<T>;
  readonly count: number;
  /** What Python is asked about a case. */
  ask(each: T): readonly unknown[];
  /** What ours says; what it throws is compared by its message. */
  answer(each: T): unknown;
  /** Errors are the same if this says so; without it, if their texts are equal. */
  explain?(error: unknown): string;
}

/** Compares ours with Python on random cases; the seed is printed, and `SEED` sets it. */
export function compareWithPython<T>(test: TestContext, comparison: Comparison<T>): void {
  const { cases, count, ask, answer, explain = messageOf } = comparison;
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  test.diagnostic(`${count} cases, SEED=${seed}`);
  const sample = fc.sample(cases, { numRuns: count, seed });
  const answers = askPython(test, sample.map(ask));
  if (answers === undefined) return;
  const wrong = sample.flatMap((each, index) => {
    const expected = JSON.stringify(answers[index]);
    const actual = JSON.stringify(attempt(() => answer(each), explain));
    return actual === expected ? [] : [{ question: JSON.stringify(ask(each)), expected, actual }];
  });
  const [shortest] = wrong.sort((a, b) => a.question.length - b.question.length);
  if (shortest === undefined) return;
  throw new Error(
    `${wrong.length} of ${count} differ (SEED=${seed}), the shortest:\n  ${shortest.question}\n` +
      `  Python: ${shortest.expected}\n  ours:   ${shortest.actual}`,
  );
}

function attempt(run: () => unknown, explain: (error: unknown) => string): Answer {
  try {
    return { value: run() };
  } catch (error) {
    return { error: explain(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Text made of these pieces. */
export function textOf(pieces: readonly string[], maxLength = 12): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...pieces), { maxLength }).map((chosen) => chosen.join(''));
}

/** Characters that Python and JavaScript see differently, or that are hard to see at all. */
// biome-ignore format: one kind per line
export const NASTY = [
  ' ', '\t', '\x0b', '\x0c', '\x1c', '\x1d', '\x1e', '\x1f', '\x85', '\xa0',
  '\u1680', '\u2000', '\u2028', '\u2029', '\u202f', '\u3000', '\u200b', '\ufeff',
  '\0', '\x7f', '\xad', 'é', 'ß', 'İ', 'Σ', 'ς', '中', '😀', '\u0663',
];
