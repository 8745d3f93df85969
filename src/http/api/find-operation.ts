/**
 * Which operation a request means: by the parts of its path, then by its method.
 *
 * The path is split before it is decoded, so that a name may hold any character.
 */

import { BASE, type Operation, type Values } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { Refusal } from './refusal.ts';

export interface Found {
  readonly operation: Operation;
  /** The parts of the path that have a name. */
  readonly params: Values;
}

/**
 * @param path Of the request, not decoded, without query
 * @throws {Refusal} 404 or 405 if there is none, 400 if the path cannot be decoded
 */
export function findOperation(method: string, path: string): Found {
  const given = path.split('/');
  const found = TEMPLATES.flatMap(({ operation, parts }) => {
    const params = match(parts, given);
    return params === undefined ? [] : [{ operation, params }];
  });
  if (found.length === 0) throw new Refusal(404, `there is nothing at ${path.slice(0, 200)}`);
  const wanted = method === 'HEAD' ? 'GET' : method;
  const meant = found.find(({ operation }) => operation.method === wanted);
  if (meant !== undefined) return meant;
  const methods = new Set<string>(found.map(({ operation }) => operation.method));
  if (methods.has('GET')) methods.add('HEAD');
  const allowed = METHODS.filter((each) => methods.has(each));
  throw new Refusal(405, `${method} is not for ${path.slice(0, 200)}`, {
    headers: [['Allow', allowed.join(', ')]],
  });
}

/** In the order in which they are told. */
const METHODS = ['GET', 'HEAD', 'POST', 'DELETE'];

interface Part {
  readonly text: string;
  /** Of a part that may be anything. */
  readonly name: string | undefined;
}

const TEMPLATES = OPERATIONS.map((operation) => ({
  operation,
  parts: `${BASE}${operation.path}`
    .split('/')
    .map((text): Part => ({ text, name: /^\{(.+)\}$/.exec(text)?.[1] })),
}));

function match(wanted: readonly Part[], given: readonly string[]): Values | undefined {
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, { text, name }] of wanted.entries()) {
    const part = given[index] ?? '';
    if (name === undefined ? decoded(part) !== text : part === '') return undefined;
    if (name !== undefined) params[name] = decoded(part);
  }
  return params;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refusal(400, 'the path cannot be decoded');
  }
}
