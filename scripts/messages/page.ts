/** The page of messages: docs/guide/troubleshooting.md. */
import { code, headingAnchor, page } from '../reference/markdown.ts';
import { type Answer, type Chapter, skeleton } from './answer.ts';
import type { Level, Text } from './sources.ts';

const ABOUT = `Every message of supervisord and supervisorctl, what it means, and what to do. Search this page for the
words of your message; \`{name}\` stands for what differs. What programs themselves say is in their own
logs.

Where to look first:

\`\`\`sh
supervisorctl status             # what runs, what does not, and why
supervisorctl tail NAME stderr   # what the program said
supervisorctl maintail           # what supervisord said
supervisord --check              # all that is wrong with the configuration and what it names
\`\`\``;

/** @throws {Error} if two answers would have the same anchor */
export function troubleshootingPage(chapters: readonly Chapter[], texts: readonly Text[]): string {
  const contents = chapters.map(({ title }) => `- [${title}](#${headingAnchor(title)})\n`);
  const levels = levelsByText(texts);
  const anchors = new Set(chapters.map(({ title }) => headingAnchor(title)));
  const sections = chapters.map(({ title, about, answers }) => {
    const entries = answers.map((answer) => entry(answer, levels, anchors));
    return `\n## ${title}\n\n${about}\n${entries.join('')}`;
  });
  const source = 'scripts/messages and src';
  return `${page('Troubleshooting', ABOUT, source)}\n${contents.join('')}${sections.join('')}`;
}

/** At which levels a text is logged. */
type Levels = ReadonlyMap<string, ReadonlySet<Level>>;

function levelsByText(texts: readonly Text[]): Levels {
  const levels = new Map<string, Set<Level>>();
  for (const { text, level, isMessage } of texts) {
    if (isMessage && level !== undefined)
      levels.set(text, (levels.get(text) ?? new Set()).add(level));
  }
  return levels;
}

function entry(answer: Answer, levels: Levels, anchors: Set<string>): string {
  const { says, madeOf = [], means, remedy, anchor = anchorOf(says[0]) } = answer;
  if (anchors.has(anchor)) throw new Error(`two answers are called ${anchor}: ${says[0]}`);
  anchors.add(anchor);
  const messages = says.map((text) => `${text.trim()}\n`).join('');
  const told = new Set(
    [...says, ...madeOf].flatMap((text) => [...(levels.get(skeleton(text)) ?? [])]),
  );
  const shown = [...told].map((level) => code(level.slice(0, 4).toUpperCase())); // as in the log
  const parts = partsOf(answer).map(code);
  const others = parts.length === 0 ? '' : `\n_Also seen in it:_ ${parts.join(', ')}\n`;
  const logged = shown.length === 0 ? '' : `At level ${shown.join(' or ')}. `;
  return `\n<a id="${anchor}"></a>\n\n\`\`\`text\n${messages}\`\`\`\n\n${logged}${means}\n\n_What to do:_ ${remedy}\n${others}`;
}

/** The texts that the messages are made of, and which they do not show. */
function partsOf({ says, madeOf = [] }: Answer): string[] {
  const hidden = madeOf.filter((part) => {
    const fixed = skeleton(part).split('{}');
    const isShown = says.some((text) => fixed.every((piece) => text.includes(piece.trim())));
    return !isShown && /[A-Za-z]{2}.*\s.*[A-Za-z]{2}/.test(fixed.join(''));
  });
  return hidden.map((part) => part.trim().replaceAll('\n', ' ').replaceAll('{}', '...'));
}

const LONGEST_ANCHOR = 60;

/** The words of a message that do not change. */
function anchorOf(message: string): string {
  const words = message
    .toLowerCase()
    .replace(/\{[^{}]*\}/g, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let anchor = '';
  for (const word of words) {
    if (anchor.length + word.length >= LONGEST_ANCHOR) break;
    anchor += anchor === '' ? word : `-${word}`;
  }
  return anchor;
}
