/**
 * A page of Markdown, as what somebody does who follows it from top to bottom.
 *
 * - A block of `console` is a terminal: lines that begin with `$ ` are typed (`> ` goes on), what stands
 *   below is shown. `...` stands for anything, and `^C` for pressing Ctrl-C.
 * - Any other block below a line that ends with the name of a file and a colon (In `web.js`:) is the
 *   text of that file; after "Add to", what is added to its end.
 * - Other blocks of `sh` are typed line by line; what they print is not shown, and they succeed.
 * - `<!-- not run: REASON -->` above a block says why nobody can type it here.
 * - `<!-- needs COMMAND: HOW TO INSTALL IT -->` says what a page cannot do without.
 *
 * Any other block is an error: nobody would notice when it is wrong.
 */

/** Something that a reader does. */
export type Step = Write | Type | Skip;

interface Place {
  /** Where the page says so, counted from 1. */
  readonly line: number;
}

/** Writes a file. */
export interface Write extends Place {
  readonly kind: 'write';
  /** As the page says it, relative to where the reader is. */
  readonly file: string;
  readonly text: string;
  readonly append: boolean;
}

/** Types a command. */
export interface Type extends Place {
  readonly kind: 'type';
  readonly command: string;
  /** What it prints; undefined if the page does not say, and it must succeed. */
  readonly shown: string | undefined;
  /** Whether Ctrl-C ends it once it has shown that. */
  readonly interrupted: boolean;
}

/** Does what cannot be done in a test. */
export interface Skip extends Place {
  readonly kind: 'skip';
  readonly text: string;
  readonly reason: string;
}

export interface Page {
  readonly steps: readonly Step[];
  /** The commands that the page needs, and how to install each. */
  readonly needs: readonly (readonly [command: string, install: string])[];
}

interface Block extends Place {
  readonly language: string;
  readonly text: string;
  /** The last line of text above it. */
  readonly above: string;
}

const FENCE = /^```(\S*).*$/;
const NOT_RUN = /^<!-- not run: (.+) -->$/;
const NEEDS = /^<!-- needs (\S+): (.+) -->$/gm;
const FILE_NAME = /`([\w./-]+\.\w+)`[^`]*:$/;
const INTERRUPT = '^C';

/** @throws {Error} if a block is nothing that a reader could do. */
export function readPage(text: string): Page {
  return {
    steps: blocksOf(text).flatMap(stepsOf),
    needs: [...text.matchAll(NEEDS)].map(([, command = '', install = '']) => [command, install]),
  };
}

/** The fenced blocks of a page. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n');
  let above = '';
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const language = FENCE.exec(line)?.[1];
    if (language === undefined) {
      if (line !== '') above = line;
      continue;
    }
    const end = lines.indexOf('```', index + 1);
    if (end === -1) throw new Error(`line ${index + 1}: a block without an end`);
    const inside = lines.slice(index + 1, end).map((inner) => `${inner}\n`);
    blocks.push({ language, text: inside.join(''), above, line: index + 1 });
    above = '';
    index = end;
  }
  return blocks;
}

function stepsOf(block: Block): Step[] {
  const { above, language, line, text } = block;
  const reason = NOT_RUN.exec(above)?.[1];
  if (reason !== undefined) return [{ kind: 'skip', text, reason, line }];
  if (language === 'console') return typedIn(block);
  const file = FILE_NAME.exec(above)?.[1];
  if (file !== undefined) {
    return [{ kind: 'write', file, text, append: /\bAdd\b/.test(above), line }];
  }
  if (language !== 'sh') throw new Error(`line ${line}: it is not said what this block is for`);
  return text
    .split('\n')
    .map((command, index) => ({ command, line: line + 1 + index }))
    .filter(({ command }) => command !== '' && !command.startsWith('#'))
    .map((typed) => ({ kind: 'type', ...typed, shown: undefined, interrupted: false }));
}

function typedIn({ text, line }: Block): Step[] {
  const commands = text.split(/^(?=\$ )/m);
  let at = line + 1;
  return commands.map((part) => {
    const [, first = '', more = '', shown = ''] =
      /^\$ (.*\n)((?:> .*\n)*)([\s\S]*)$/.exec(part) ?? [];
    if (first === '') throw new Error(`line ${at}: a terminal begins with what is typed`);
    const interrupted = shown.endsWith(`${INTERRUPT}\n`);
    const step: Step = {
      kind: 'type',
      command: (first + more.replace(/^> /gm, '')).trimEnd(),
      shown: interrupted ? shown.slice(0, -INTERRUPT.length - 1) : shown,
      interrupted,
      line: at,
    };
    at += part.split('\n').length - 1;
    return step;
  });
}
