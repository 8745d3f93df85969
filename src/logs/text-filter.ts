/** Looks for a text in bytes of a log: as it is, or whatever its case. */
import { Buffer } from 'node:buffer';
import { decode } from './decode.ts';

/** Whether the bytes hold the text. Ends of lines are in no text. */
export type TextFilter = (bytes: Buffer) => boolean;

export function textFilter(text: string, ignoreCase: boolean): TextFilter {
  if (!ignoreCase) {
    const wanted = Buffer.from(text);
    return (bytes) => bytes.includes(wanted);
  }
  const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu');
  return (bytes) => pattern.test(decode(bytes));
}
