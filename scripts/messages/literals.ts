/**
 * The texts that stand in a source file: every string and template literal, with what it stands in.
 *
 *     log.warn(`received ${signal} indicating exit request`)
 *     ->  { text: 'received {} indicating exit request', within: ['log.warn('] }
 *
 * Literals joined by `+` are one text; what is computed is a hole, `{}`. It reads the tokens of
 * TypeScript and no grammar: enough to tell a text from a comment, a regular expression or code.
 */

export interface Literal {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  /**
   * What encloses it, outermost first: `log.warn(`, `new UserError(`, and for a value in an object
   * or an array its key, `doc:`.
   */
  readonly within: readonly string[];
}

type Token =
  | { readonly kind: 'word' | 'mark' | 'other'; readonly text: string }
  | {
      readonly kind: 'literal';
      readonly text: string;
      readonly line: number;
      /** The tokens of the expressions in a template. */
      readonly holes: readonly (readonly Token[])[];
    };

/** @param source TypeScript or TSX without markup. */
export function literalsOf(source: string): Literal[] {
  return [...collect(new Scanner(source).tokens(), [])];
}

/** Words before which a slash begins a regular expression, although they are words. */
const BEFORE_OPERAND = new Set(['return', 'typeof', 'case', 'of', 'in', 'throw', 'await', 'yield']);

class Scanner {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Up to the end, or to the brace that closes the expression of a template. */
  tokens(): Token[] {
    const tokens: Token[] = [];
    let depth = 0;
    for (;;) {
      this.#skip(/(?:\s+|\/\/.*|\/\*[\s\S]*?\*\/|^#!.*)*/y);
      const next = this.#source[this.#at];
      if (next === undefined) return tokens;
      if (next === '{') depth++;
      if (next === '}' && depth-- === 0) {
        this.#at++;
        return tokens;
      }
      tokens.push(this.#token(next, tokens.at(-1)));
    }
  }

  #token(next: string, before: Token | undefined): Token {
    if (next === "'" || next === '"') return this.#string();
    if (next === '`') return this.#template();
    if (next === '/' && expectsOperand(before)) {
      this.#skip(/\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[])+\/\w*/y);
      return { kind: 'other', text: '/' };
    }
    const word = this.#skip(/[\w$#]+/y);
    if (word !== '') return { kind: /^\d/.test(word) ? 'other' : 'word', text: word };
    return { kind: 'mark', text: this.#skip(/\?\.|=>|\.\.\.|[\s\S]/y) };
  }

  #string(): Token {
    const line = this.#line();
    const quoted = this.#skip(/'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"/y);
    return { kind: 'literal', text: unescaped(quoted.slice(1, -1)), line, holes: [] };
  }

  #template(): Token {
    const line = this.#line();
    const holes: Token[][] = [];
    let text = '';
    this.#at++;
    for (;;) {
      text += unescaped(this.#skip(/(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y));
      const ended = this.#source[this.#at] !== '$';
      this.#at += ended ? 1 : 2;
      if (ended) return { kind: 'literal', text, line, holes };
      holes.push(this.tokens());
      text += '{}';
    }
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #line(): number {
    return this.#source.slice(0, this.#at).split('\n').length;
  }
}

function expectsOperand(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'word') return BEFORE_OPERAND.has(before.text);
  return before.kind === 'mark' && !/^[)\]}]$/.test(before.text);
}

function unescaped(text: string): string {
  const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };
  return text
    .replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/g, (_all, short, long) =>
      String.fromCharCode(Number.parseInt(short ?? long, 16)),
    )
    .replace(/\\([\s\S])/g, (_all, escaped: string) => ESCAPES[escaped] ?? escaped);
}

function* collect(tokens: readonly Token[], outside: readonly string[]): Generator<Literal> {
  const stack: { opener: string; key: string }[] = [];
  let joined: Literal | undefined;
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    const around = () => [
      ...outside,
      ...stack.flatMap(({ opener, key }) => [opener, key].filter((each) => each !== '')),
    ];
    if (token.kind === 'literal') {
      const goesOn = joined !== undefined && isMark(before, '+');
      const text: string = (goesOn ? joined?.text : '') + token.text;
      if (joined !== undefined && !goesOn) yield joined;
      joined = { text, line: goesOn ? (joined?.line ?? 0) : token.line, within: around() };
      for (const hole of token.holes) yield* collect(hole, [...around(), '${']);
      continue;
    }
    if (joined !== undefined && !isMark(token, '+')) {
      yield joined;
      joined = undefined;
    }
    if (token.kind !== 'mark') continue;
    const top = stack.at(-1);
    if (/^[([{]$/.test(token.text)) {
      stack.push({ opener: openerOf(tokens, index), key: '' });
    } else if (/^[)\]}]$/.test(token.text)) {
      stack.pop();
    } else if (top !== undefined && token.text === ':') {
      top.key = `${keyOf(before)}:`;
    } else if (top !== undefined && (token.text === ',' || token.text === ';')) {
      top.key = '';
    }
  }
  if (joined !== undefined) yield joined;
}

function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text;
}

function keyOf(token: Token | undefined): string {
  return token === undefined || token.kind === 'mark' ? '' : token.text;
}

/** `log.warn(` of a call, `new UserError(`, `throw new UserError(`; nothing for other brackets. */
function openerOf(tokens: readonly Token[], index: number): string {
  if (!isMark(tokens[index], '(')) return '';
  let begin = index;
  while (begin > 0) {
    const token = tokens[begin - 1];
    if (token?.kind === 'word' && !(tokens[begin]?.kind === 'word')) begin--;
    else if (token?.kind === 'word' && token.text === 'new') begin--;
    else if (isMark(token, '.') || isMark(token, '?.')) begin--;
    else break;
  }
  if (begin === index) return '';
  const words = tokens.slice(begin, index).map(({ text }) => (text === 'new' ? 'new ' : text));
  return `${words.join('').replaceAll('?.', '.')}(`;
}
