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
  const source = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const isAscii = Buffer.byteLength(text) === text.length;
  if (isAscii) {
    const pattern = new RegExp(source, 'i');
    return (bytes) => pattern.test(bytes.toString('latin1')); // half as much work as to decode it
  }
  const pattern = new RegExp(source, 'iu');
  return (bytes) => pattern.test(decode(bytes));
}
