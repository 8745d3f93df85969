/** `${NAME:-default}` in the values of a compose file, and the file `.env` beside it. */
import { isFields } from './values.ts';

type Variables = ReadonlyMap<string, string>;

const LINE = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/;

/** The variables of a file `.env`. */
export function readDotEnv(text: string): Variables {
  const variables = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const [, name, value = ''] = LINE.exec(line) ?? [];
    if (name !== undefined) variables.set(name, unquoted(value));
  }
  return variables;
}

function unquoted(value: string): string {
  const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(value);
  return quoted?.[2] ?? value.replace(/(^|\s+)#.*$/, '');
}

/** `$$`, `$NAME`, `${NAME}`, or `${NAME:-word}` with any of compose's operators. */
const REFERENCE =
  /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])((?:[^{}]|\{[^{}]*\})*))?\})/g;

/**
 * Replaces variables in every text of a value.
 *
 * @param missing Gets the names of those that are not set and have no default.
 */
export function interpolate(value: unknown, variables: Variables, missing: Set<string>): unknown {
  if (typeof value === 'string') return interpolated(value, variables, missing);
  if (Array.isArray(value)) return value.map((each) => interpolate(each, variables, missing));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, interpolate(each, variables, missing)]),
  );
}

function interpolated(text: string, variables: Variables, missing: Set<string>): string {
  return text.replace(REFERENCE, (_all, dollar, plain, braced, operator = '', word = '') => {
    if (dollar !== undefined) return '$';
    const name: string = plain ?? braced;
    const value = variables.get(name);
    const isSet = value !== undefined && !(operator.startsWith(':') && value === '');
    if (operator.endsWith('+')) return isSet ? interpolated(word, variables, missing) : '';
    if (isSet) return value;
    if (operator.endsWith('-')) return interpolated(word, variables, missing);
    missing.add(name);
    return '';
  });
}
