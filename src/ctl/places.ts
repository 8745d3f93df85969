/** Which argument of a command a word is. */
import type { Argument } from './command.ts';

/**
 * What each word stands for. An option, such as the `-f` of `tail`, may be missing.
 *
 * @param words Without the flags of the command. Words too many are left out.
 */
export function placesOf(args: readonly Argument[], words: readonly string[]): readonly Argument[] {
  const [first, ...others] = args;
  const isOption = first?.kind === 'option' && words[0]?.startsWith('-') !== true;
  const shape = isOption ? others : args;
  const last = shape.at(-1);
  return words.flatMap((_word, index) => shape[index] ?? (last?.many ? last : []));
}
