/**
 * The parts of docs/reliability.md that follow from tables: what is injected into a running daemon
 * (test/faults/faults.ts), and who reads what others write (test/properties/readers.ts).
 */

import { replaceBlock } from '../bench/page.ts';
import { ALWAYS, type FaultKind, KINDS } from '../test/faults/faults.ts';
import { READERS } from '../test/properties/readers.ts';
import { code, table } from './reference/markdown.ts';

/** The page with those parts as they are now. */
export function withTables(page: string): string {
  const blocks = { always: ALWAYS, faults: faultTables(), readers: readerTable() };
  return Object.entries(blocks).reduce(
    (text, [name, block]) => replaceBlock(text, name, block),
    page,
  );
}

function faultTables(): string {
  const tables = KINDS.map(({ title, note, rows }: FaultKind) => {
    const lines = Object.entries(rows).map(([id, { fault, stays }]) => [code(id), fault, stays]);
    const about = note === undefined ? '' : `\n${note}\n`;
    return `### ${title}\n${about}${table(['test', 'fault', 'what stays true'], lines)}`;
  });
  return tables.join('\n').trimEnd();
}

function readerTable(): string {
  const lines = READERS.map(({ name, patterns, words }) => [
    name,
    String(patterns.length),
    String(words.length),
  ]);
  return table(['reader', 'patterns that are doubled', 'pieces of random input'], lines).trim();
}
