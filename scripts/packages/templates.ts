/** The texts in `packaging/`, where `@NAME@` stands for a value. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../compile.ts';

/** @throws {Error} if the text has a name without a value */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/@([A-Z_]+)@/g, (mark, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for ${mark}`);
    return value;
  });
}

/** @param name Of the file in `packaging/`. */
export function template(name: string, values: Readonly<Record<string, string>> = {}): string {
  return fill(readFileSync(path.join(root, 'packaging', name), 'utf8'), values);
}
