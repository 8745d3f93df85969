/** Reads the source tree for the tests that are about the text of the program. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './rig/commands.ts';

export interface SourceFile {
  /** Relative to the root, as in `src/os/port.ts`. */
  readonly path: string;
  readonly text: string;
  /** The text without its comments. */
  readonly code: string;
}

/** The TypeScript files below a folder that are no tests. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => path.join(folder, name))
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(projectRoot, name), 'utf8');
      return { path: name, text, code: withoutComments(text) };
    });
}

/** What the file imports, static or dynamic, types included: `./x.ts` as a path from the root. */
export function importsOf(file: SourceFile): string[] {
  const found = file.code.matchAll(/(?<!')(?:\bfrom|\bimport\(?|\brequire\()\s*'([^']+)'/g);
  return [...found].map(([, target = '']) =>
    target.startsWith('.') ? path.join(path.dirname(file.path), target) : target,
  );
}

/** Comments become empty; what looks like one inside a string or a template stays. */
function withoutComments(text: string): string {
  const token =
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return text.replace(token, (match) => (/^\/[/*]/.test(match) ? '' : match));
}
