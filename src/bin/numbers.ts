/** Numbers as arguments of flags. */
import { UserError } from '../base/errors.ts';
import type { Codec } from '../config/codec.ts';
import { integer } from '../config/codec.ts';

/** An integer from `least` on. */
export function atLeast(least: number): Codec<number> {
  return {
    expected: `an integer from ${least} on`,
    parse(text, surroundings) {
      const value = integer.parse(text, surroundings);
      if (value < least) throw new UserError(`less than ${least}`);
      return value;
    },
    format: String,
  };
}
