/**
 * Whether every message has its answer, and every answer its message.
 *
 * An answer stands for the texts that it shows (`says`) and for those that they are made of
 * (`madeOf`). What is neither answered nor said to be no message is a problem, and so is an answer
 * or an exception for what nothing says any more.
 */
import { type Answer, type Chapter, skeleton } from './answer.ts';
import { type Exception, NO_MESSAGES } from './no-messages.ts';
import type { Text } from './sources.ts';

/** @returns what is wrong, a line each; none if nothing is. */
export function problemsOf(
  texts: readonly Text[],
  chapters: readonly Chapter[],
  exceptions: readonly Exception[] = NO_MESSAGES,
): string[] {
  const answers = chapters.flatMap((chapter) => chapter.answers);
  const checked = chapters.filter(({ isTable }) => isTable !== true);
  return [
    ...unanswered(texts, answers, exceptions),
    ...answeredTwice(answers),
    ...staleAnswers(
      texts,
      checked.flatMap((chapter) => chapter.answers),
    ),
    ...staleExceptions(texts, exceptions),
  ];
}

function* unanswered(
  texts: readonly Text[],
  answers: readonly Answer[],
  exceptions: readonly Exception[],
): Generator<string> {
  const known = new Set(
    answers.flatMap(({ says, madeOf = [] }) => [...says, ...madeOf].map(skeleton)),
  );
  for (const text of texts) {
    if (!text.isMessage || known.has(text.text)) continue;
    if (exceptions.some((exception) => isExcepted(text, exception))) continue;
    yield `src/${text.file}:${text.line}: no answer to ${JSON.stringify(text.text)}`;
  }
}

function isExcepted({ file, text }: Text, exception: Exception): boolean {
  if (!file.startsWith(exception.file)) return false;
  return exception.texts === undefined || exception.texts.includes(text);
}

function* answeredTwice(answers: readonly Answer[]): Generator<string> {
  const seen = new Set<string>();
  for (const text of answers.flatMap(({ says }) => says)) {
    if (seen.has(skeleton(text))) yield `answered twice: ${JSON.stringify(text)}`;
    seen.add(skeleton(text));
  }
}

function* staleAnswers(texts: readonly Text[], answers: readonly Answer[]): Generator<string> {
  const said = new Set(texts.map(({ text }) => text));
  for (const { says, madeOf = [] } of answers) {
    for (const part of madeOf) {
      if (!said.has(skeleton(part))) yield `nothing in src says ${JSON.stringify(part)}`;
    }
    for (const text of says) {
      const isSaid = said.has(skeleton(text)) || madeOf.some((part) => isIn(part, text));
      if (!isSaid) yield `nothing in src says ${JSON.stringify(text)}`;
    }
  }
}

/** Whether the fixed parts of `part` stand in `text`, in their order. */
function isIn(part: string, text: string): boolean {
  let from = 0;
  for (const piece of skeleton(part).split('{}')) {
    const fixed = piece.trim();
    const at = text.indexOf(fixed, from);
    if (at < 0) return false;
    from = at + fixed.length;
  }
  return true;
}

function* staleExceptions(
  texts: readonly Text[],
  exceptions: readonly Exception[],
): Generator<string> {
  for (const exception of exceptions) {
    const inside = texts.filter(({ file, isMessage }) => {
      return isMessage && file.startsWith(exception.file);
    });
    if (inside.length === 0) yield `no messages to leave out in src/${exception.file}`;
    for (const text of exception.texts ?? []) {
      const isThere = inside.some((each) => each.text === text);
      if (!isThere) yield `src/${exception.file} does not say ${JSON.stringify(text)}`;
    }
  }
}
