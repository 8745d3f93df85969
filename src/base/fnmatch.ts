/**
 * Python's `fnmatch`: a file name against a pattern of `*`, `?`, `[a-z]` and `[!a-z]`.
 *
 * It knows nothing of directories or of dot files; `config/glob.ts` does. There is no way to
 * escape a special character but to put it in brackets.
 */

/**
 * Whether the whole of `name` fits `pattern`.
 *
 * What stands between two `*` is as long as what it fits. So the first place where it fits is as good
 * as any other, and a pattern of many stars takes no longer than one of few.
 */
export function fnmatch(name: string, pattern: string): boolean {
  const [first = '', ...others] = betweenStars(pattern);
  const last = others.pop();
  if (last === undefined) return new RegExp(`^${first}$`, 'u').test(name);
  let end = endOfFirst(`^${first}`, name, 0);
  for (const source of others) end = endOfFirst(source, name, end);
  return endOfFirst(`${last}$`, name, end) !== -1;
}

/** Where the first place ends at which this fits, from `start` on; -1 if there is none. */
function endOfFirst(source: string, name: string, start: number): number {
  if (start === -1) return -1;
  const place = new RegExp(source, 'gu');
  place.lastIndex = start;
  return place.test(name) ? place.lastIndex : -1;
}

/** Whether a pattern has any special character at all. */
export function hasMagic(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

/** The pieces of a pattern, as regular expressions. */
function betweenStars(pattern: string): string[] {
  const characters = Array.from(pattern);
  const pieces: string[] = [];
  let source = '';
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '*') {
      if (source !== '' || pieces.length === 0) pieces.push(source);
      source = '';
    } else if (character === '?') source += '[^]';
    else if (character === '[') {
      const close = closingBracket(characters, at + 1);
      if (close === -1) source += '\\[';
      else {
        source += characterClass(characters.slice(at + 1, close));
        at = close;
      }
    } else source += escapeCharacter(character);
  }
  return [...pieces, source];
}

/** A `]` that stands first, also behind `!`, is an ordinary member. */
function closingBracket(characters: readonly string[], start: number): number {
  let from = start;
  if (characters[from] === '!') from++;
  if (characters[from] === ']') from++;
  return characters.indexOf(']', from);
}

/**
 * Ranges that run backwards hold nothing, as in Python; and as there, a `!` that is first once they
 * are gone negates like one that was first from the beginning.
 */
function characterClass(members: readonly string[]): string {
  const [first = [], ...others] = withoutEmptyRanges(atHyphens(members));
  const negated = first[0] === '!';
  const chunks = [negated ? first.slice(1) : first, ...others];
  const source = chunks.map((chunk) => chunk.map(escapeCharacter).join('')).join('-');
  return `[${negated ? '^' : ''}${source}]`;
}

/** Splits where a hyphen makes a range of the characters around it; other hyphens are members. */
function atHyphens(members: readonly string[]): string[][] {
  const chunks: string[][] = [];
  let start = 0;
  let from = members[0] === '!' ? 2 : 1;
  for (;;) {
    const hyphen = members.indexOf('-', from);
    if (hyphen === -1) break;
    chunks.push(members.slice(start, hyphen));
    start = hyphen + 1;
    from = hyphen + 3;
  }
  const last = members.slice(start);
  if (last.length > 0) chunks.push(last);
  else chunks.at(-1)?.push('-');
  return chunks;
}

function withoutEmptyRanges(chunks: readonly string[][]): string[][] {
  const [last = [], ...before] = chunks.toReversed();
  const kept = [last];
  for (const chunk of before) {
    const next = kept[0] ?? [];
    if (codeOf(chunk.at(-1)) > codeOf(next[0])) {
      kept[0] = [...chunk.slice(0, -1), ...next.slice(1)];
    } else kept.unshift(chunk);
  }
  return kept;
}

function codeOf(character = ''): number {
  return character.codePointAt(0) ?? 0;
}

/** Spelled by code point, so that nothing can be special. */
function escapeCharacter(character: string): string {
  return `\\u{${codeOf(character).toString(16)}}`;
}
