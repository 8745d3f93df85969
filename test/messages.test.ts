/** The page of messages: what the sources say, what is answered, and what the check complains of. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { type Chapter, skeleton } from '../scripts/messages/answer.ts';
import { CHAPTERS } from '../scripts/messages/chapters.ts';
import { problemsOf } from '../scripts/messages/coverage.ts';
import { literalsOf } from '../scripts/messages/literals.ts';
import { isDocumentation, NO_MESSAGES } from '../scripts/messages/no-messages.ts';
import { troubleshootingPage } from '../scripts/messages/page.ts';
import { type Text, textsIn, textsOf } from '../scripts/messages/sources.ts';
import { projectRoot } from './rig/commands.ts';

const texts = (source: string) => literalsOf(source).map(({ text }) => text);

test('literals are found in code, joined by plus, with a hole for what is computed', () => {
  assert.deepEqual(texts(`log('a b', "c" + 'd' +\n  \`e\${f(1)}g\`); const x = '' + y + 'z';`), [
    'a b',
    'cde{}g',
    '',
    'z',
  ]);
  const nested = ['`one $', "{two ? 'three' : `four $", '{five}`} six`'].join('');
  assert.deepEqual(texts(nested), ['three', 'four {}', 'one {} six']);
  assert.deepEqual(texts(String.raw`'it\'s \x41\u0042\n' + 'c'`), ["it's AB\nc"]);
  assert.deepEqual(texts("'no\\\nbreak'"), ['nobreak']);
});

test('comments and regular expressions hold no literals, and divisions are none', () => {
  assert.deepEqual(texts("// it's\n/* 'no' */ const a = /['\"`/]/g; b(/'/); 'yes'"), ['yes']);
  assert.deepEqual(texts("const half = total / 2 + '/' + rest / 3; f(x[0] / 2, 'q')"), ['/', 'q']);
  assert.deepEqual(texts("return /'/.test(x) ? 'a' : 'b';"), ['a', 'b']);
});

test('a literal knows the calls and keys that it stands in', () => {
  const within = (source: string) => literalsOf(source).map((literal) => literal.within);
  assert.deepEqual(within("this.#log?.warn(`a`); throw new UserError('b');"), [
    ['this.#log.warn('],
    ['new UserError('],
  ]);
  assert.deepEqual(within("define({ doc: 'a', flags: [{ name: 'b' }], run() { f('c'); } })"), [
    ['define(', 'doc:'],
    ['define(', 'flags:', 'name:'],
    ['define(', 'f('],
  ]);
});

test('what is for manuals or for debugging is no message', () => {
  const told = (source: string, file = 'x.ts') =>
    literalsOf(source)
      .filter((literal) => !isDocumentation(literal, file))
      .map(({ text }) => text);
  const source = "log.debug('a'); log.info('b'); ({ doc: 'c', text: 'd' }); new InternalError('e')";
  assert.deepEqual(told(source), ['b', 'd']);
  assert.deepEqual(told("string('a')"), ['a']);
  assert.deepEqual(told("string('a')", 'http/api/x.ts'), []);
});

const said = (text: string): Text => ({ file: 'x.ts', line: 7, text, isMessage: true });

function chapter(...answers: Chapter['answers'][number][]): Chapter[] {
  return [{ title: 'Title', about: 'About.', answers }];
}

const rest = { means: 'Something.', remedy: 'Nothing.' };

test('markup is no message, and what is only like it is one', () => {
  const isMessage = (source: string) => textsOf(source, 'x.ts').map((text) => text.isMessage);
  const isText = isMessage("'<class int>, no'; 'a bare ]]>'; 'no tag </x y'; 'word'");
  assert.deepEqual(isText, [true, true, true, false]);
  const isMarkup = isMessage("'<b>it is full</b>'; '<!DOCTYPE html> x'; '<h1> b'");
  assert.deepEqual(isMarkup, [false, false, false]);
});

test('a message without an answer is a problem, and quotes around a hole are not', () => {
  const chapters = chapter({ says: ["cannot open '{file}': {why}"], ...rest });
  assert.deepEqual(problemsOf([said('cannot open {}: {}')], chapters, []), []);
  assert.deepEqual(problemsOf([said('cannot open {}: {}'), said('no {}')], chapters, []), [
    'src/x.ts:7: no answer to "no {}"',
  ]);
});

test('an answer to what nothing says is a problem, unless its parts are said', () => {
  const answer = { says: ['cannot {what}: it is full'] as const, ...rest };
  const parts = [said('cannot {}: {}'), said('it is full')];
  assert.deepEqual(
    problemsOf(parts, chapter({ ...answer, madeOf: ['cannot {}: {}', 'it is full'] }), []),
    [],
  );
  assert.deepEqual(problemsOf([], chapter({ ...answer, madeOf: ['it is full'] }), []), [
    'nothing in src says "it is full"',
  ]);
  assert.deepEqual(problemsOf([], chapter(answer), []), [
    'nothing in src says "cannot {what}: it is full"',
  ]);
  const unlike = {
    ...answer,
    says: ['cannot {what}: it is empty'] as const,
    madeOf: ['it is full'],
  };
  assert.deepEqual(problemsOf([said('it is full')], chapter(unlike), []), [
    'nothing in src says "cannot {what}: it is empty"',
  ]);
});

test('two answers to one message are a problem', () => {
  const chapters = chapter({ says: ['no {x}'], ...rest }, { says: ['no {y}'], ...rest });
  assert.deepEqual(problemsOf([said('no {}')], chapters, []), ['answered twice: "no {y}"']);
});

test('an exception leaves messages out, and is a problem when there is nothing to leave out', () => {
  const exception = { file: 'x.ts', texts: ['all is well'], why: 'content' };
  assert.deepEqual(problemsOf([said('all is well')], [], [exception]), []);
  assert.deepEqual(problemsOf([said('all is bad')], [], [exception]), [
    'src/x.ts:7: no answer to "all is bad"',
    'src/x.ts does not say "all is well"',
  ]);
  assert.deepEqual(problemsOf([], [], [{ file: 'y/', why: 'content' }]), [
    'no messages to leave out in src/y/',
  ]);
});

const sources = textsIn(path.join(projectRoot, 'src'));

test('every message of src has its answer, and every answer its message', () => {
  assert.deepEqual(problemsOf(sources, CHAPTERS), []);
});

test('messages of all kinds are found in src', () => {
  const found = new Set(sources.filter(({ isMessage }) => isMessage).map(({ text }) => text));
  for (const text of [
    'received {} indicating exit request',
    'spawnerr: {}',
    "can't find command {}",
    'no such process',
    'nobody listens at {}, which a supervisord has left behind: start supervisord',
    '{} section requires an "events" line'.replace('{}', '[{}]'),
    'user and password are needed',
  ]) {
    assert.ok(found.has(text), text);
  }
  const excepted = NO_MESSAGES.flatMap(({ texts = [] }) => texts);
  for (const text of excepted) assert.equal(text, skeleton(text), 'an exception is a skeleton');
});

test('an answer shows its messages, their level, and what else they may be made of', () => {
  const answer = {
    says: ['Cannot {x}: {why}', 'cannot y'] as const,
    madeOf: ['Cannot {}: {}', 'it is full of {}', '{} {}'],
    ...rest,
  };
  const logged: Text[] = [{ ...said('Cannot {}: {}'), level: 'warn' }];
  const page = troubleshootingPage(chapter(answer), logged);
  assert.equal(
    page.slice(page.indexOf('## Title')),
    `## Title

About.

<a id="cannot"></a>

\`\`\`text
Cannot {x}: {why}
cannot y
\`\`\`

At level \`WARN\`. Something.

_What to do:_ Nothing.

_Also seen in it:_ \`it is full of ...\`
`,
  );
  assert.throws(
    () => troubleshootingPage(chapter(answer, answer), []),
    /two answers are called cannot/,
  );
});

test('the page tells the level at which a message is logged, however that is said', () => {
  const page = troubleshootingPage(CHAPTERS, sources);
  const levelOf = (message: string) => {
    const [, block = ''] = page.split(`\n${message}\n`);
    return /^At level (\S+)\. /m.exec(block.slice(block.indexOf('```')))?.[1];
  };
  assert.equal(levelOf('received {signal} indicating exit request'), '`WARN`');
  assert.equal(levelOf('spawnerr: {why}'), '`INFO`');
  assert.equal(levelOf("killing '{name}' ({pid}) with SIGKILL"), '`WARN`');
  assert.equal(levelOf('could not write pidfile {file}'), '`CRIT`');
});

test('every answer is made of sentences, and stands on the page with its messages as they are', () => {
  const page = troubleshootingPage(CHAPTERS, sources);
  for (const { says, means, remedy } of CHAPTERS.flatMap(({ answers }) => answers)) {
    for (const text of says) assert.ok(page.includes(`\n${text.trim()}\n`), text);
    for (const sentences of [means, remedy]) assert.match(sentences, /[.:]$/);
  }
});
