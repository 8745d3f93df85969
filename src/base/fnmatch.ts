/**
 * Python's `fnmatch`: a file name against a pattern of `*`, `?`, `[a-z]` and `[!a-z]`.
 *
 * It knows nothing of directories or of dot files; `config/glob.ts` does. There is no way to
 * escape a special character but to put it in brackets.
 */

/** Whether the whole of `name` fits `pattern`. */
export function fnmatch(name: string, pattern: string): boolean {
  return toRegExp(pattern).test(name);
}

/** Whether a pattern has any special character at all. */
export function hasMagic(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

function toRegExp(pattern: string): RegExp {
  const characters = Array.from(pattern);
  let source = '';
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '*') {
      if (!source.endsWith('[^]*?')) source += '[^]*?';
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
  return new RegExp(`^${source}$`, 'u');
}

/** A `]` that stands first, also behind `!`, is an ordinary member. */
function closingBracket(characters: readonly string[], start: number): number {
  let from = start;
  if (characters[from] === '!') from++;
  if (characters[from] === ']') from++;
  return characters.indexOf(']', from);
}

/** Ranges that run backwards hold nothing, as in Python. */
function characterClass(members: readonly string[]): string {
  const negated = members[0] === '!';
  const rest = negated ? members.slice(1) : members;
  let source = '';
  for (let at = 0; at < rest.length; at++) {
    const first = rest[at] ?? '';
    const last = rest[at + 2];
    if (rest[at + 1] === '-' && last !== undefined) {
      if ((first.codePointAt(0) ?? 0) <= (last.codePointAt(0) ?? 0)) {
        source += `${escapeCharacter(first)}-${escapeCharacter(last)}`;
      }
      at += 2;
    } else source += escapeCharacter(first);
  }
  return `[${negated ? '^' : ''}${source}]`;
}

/** Spelled by code point, so that nothing can be special. */
function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
