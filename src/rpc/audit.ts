/**
 * What the log says about those who change something: who, from where, and what.
 *
 *   alice from 127.0.0.1:4711: supervisor.stopProcess('web')
 *
 * It is one line, whatever it is about. What a parameter is marked `secret` for is not shown.
 */
import { repr } from '../base/python-text.ts';
import type { Principal } from '../core/access.ts';
import type { WireValue } from '../wire/value.ts';
import type { Method } from './method.ts';

/** As much of a text as a log line can bear. */
const SHOWN = 100;

/** Is told who changes something, or may not; makes the line only if somebody is to read it. */
export type Audit = (line: () => string) => void;

/** @param outcome What came of it, where it was not simply done. */
export function auditLine({ name, from }: Principal, what: string, outcome = ''): string {
  return `${oneLine(name)} from ${from}: ${what}${outcome}`;
}

/** `supervisor.stopProcess('web')`; of what is no text, number or truth only the kind is told. */
export function callText(name: string, { params }: Method, values: readonly WireValue[]): string {
  const shown = values.map((value, index) =>
    params[index]?.secret === true ? '...' : valueText(value),
  );
  return `${oneLine(name)}(${shown.join(', ')})`;
}

function valueText(value: WireValue): string {
  if (typeof value === 'string') return repr(shortened(value));
  return typeof value === 'object' ? '...' : String(value);
}

/** Names that do not come from us cannot begin a line of their own. */
function oneLine(text: string): string {
  return repr(shortened(text)).slice(1, -1);
}

function shortened(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}
