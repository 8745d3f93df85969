/**
 * The types of the published modules: `tsconfig.types.json` says which, `dist/types` gets them.
 *
 * The bundles are CommonJS in a package of ES modules, so their types are `.d.cts`: files that
 * import each other as `./x.cjs`. Only those that a published module leads to are written.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './compile.ts';

const CONFIG = path.join(root, 'tsconfig.types.json');

export function buildTypes(): void {
  const dist = path.join(root, 'dist');
  const scratch = mkdtempSync(path.join(dist, 'types-'));
  try {
    const tsc = path.join(root, 'node_modules/.bin/tsc');
    execFileSync(tsc, ['-p', CONFIG, '--outDir', scratch], { stdio: 'inherit' });
    const { files } = JSON.parse(readFileSync(CONFIG, 'utf8')) as { files: string[] };
    const out = path.join(dist, 'types');
    rmSync(out, { recursive: true, force: true });
    for (const file of reachable(scratch, files.map(toDeclaration))) {
      const target = path.join(out, file.replace(/\.d\.ts$/, '.d.cts'));
      mkdirSync(path.dirname(target), { recursive: true });
      const text = readFileSync(path.join(scratch, file), 'utf8');
      writeFileSync(target, text.replace(IMPORT, "$1$2.cjs'"));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** `from './x.ts'`, in two parts before the ending. */
const IMPORT = /(\bfrom ')(\.[^']*)\.ts'/g;

function toDeclaration(file: string): string {
  return path.relative('src', file).replace(/\.ts$/, '.d.ts');
}

/** The declarations that are imported from these, and they themselves. */
function reachable(folder: string, files: readonly string[]): Set<string> {
  const found = new Set(files);
  for (const file of found) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    for (const [, , target = ''] of text.matchAll(IMPORT)) {
      found.add(path.join(path.dirname(file), `${target}.d.ts`));
    }
  }
  return found;
}
