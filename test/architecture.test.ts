/**
 * The rules of docs/architecture.md that a compiler does not hold.
 *
 * A file of `src/` imports from its own layer or from those before it in LAYERS.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsOf, type SourceFile, sourceFiles } from './source-tree.ts';

const LAYERS =
  'base wire os config core events logs check daemon rpc http client kit ctl bin'.split(' ');
const SERVER_LAYERS = ['daemon', 'rpc', 'http'];
const MAX_LINES = 300;

/** Many a variable of the daemon is called `process` and has a `stdout`, which is its log. */
const PRINTS_OR_ENDS =
  /\bprocess\.(?:env|exit|exitCode|argv)\b|\bprocess\.std(?:in|(?:out|err)\.(?:write|end|isTTY|fd))\b|\bconsole\./g;

const files = sourceFiles('src');

test('every file imports only from its own layer and from lower ones', () => {
  refuse(files, (file) =>
    importedLayers(file).filter((layer) => LAYERS.indexOf(layer) > LAYERS.indexOf(layerOf(file))),
  );
});

test('every folder of src is a layer', () => {
  refuse(files, (file) => (LAYERS.includes(layerOf(file)) ? [] : [layerOf(file)]));
});

test('what talks to a daemon from outside imports nothing of its inside', () => {
  refuse(inLayers('client', 'kit', 'ctl'), (file) =>
    importedLayers(file).filter((layer) => SERVER_LAYERS.includes(layer)),
  );
});

test('the decisions in core are pure: no modules of node, no date, no process, no timer', () => {
  refuse(inLayers('core'), (file) => [
    ...importsOf(file).filter((target) => target.startsWith('node:')),
    ...mentions(
      file,
      /\bDate\b|\bprocess\.(?:env|exit|hrtime|pid|on|kill|nextTick)|\bset(?:Timeout|Interval|Immediate)\b/g,
    ),
  ]);
});

test('nothing in src imports node:child_process: its waiting would clash with ours', () => {
  refuse(files, (file) => importsOf(file).filter((target) => /child_process/.test(target)));
});

test('no module of node is imported at run time: code from a cache cannot import', () => {
  refuse(files, (file) => mentions(file, /\bimport\(\s*'node:[^']*'/g));
});

/** What is compiled into a bundle, and the one file that may know of it. */
const BUNDLED: Readonly<Record<string, string>> = { yaml: 'src/ctl/import/yaml.ts' };

test('no file imports a package: there are no run-time dependencies', () => {
  refuse(files, (file) =>
    importsOf(file).filter(
      (target) => !/^(node:|src\/|package\.json$)/.test(target) && BUNDLED[target] !== file.path,
    ),
  );
});

test('only bin, the output of ctl and the surroundings of the kit read the environment, end the process or print', () => {
  const allowed = (file: SourceFile) =>
    /^src\/(bin\/|ctl\/output|kit\/surroundings)/.test(file.path);
  refuse(
    files.filter((file) => !allowed(file)),
    (file) => mentions(file, PRINTS_OR_ENDS),
  );
});

test('the dashboard knows what is on the wire, and nothing else of the daemon', () => {
  refuse(sourceFiles('web'), (file) =>
    importsOf(file).filter((target) => target.startsWith('src/') && !isWireType(file, target)),
  );
});

test('a file of more than 300 lines says in its header why it is that long', () => {
  const everything = ['src', 'web', 'test', 'scripts', 'bench'].flatMap(sourceFiles);
  const long = everything.filter((file) => file.text.split('\n').length > MAX_LINES + 1);
  refuse(long, (file) => {
    const header = /^\/\*\*[\s\S]*?\*\//.exec(file.text)?.[0] ?? '';
    return /\b300 lines\b/.test(header) ? [] : [`${file.text.split('\n').length} lines`];
  });
});

/** Whether what is imported is of the wire, and only for its types or constants that cost nothing. */
function isWireType(file: SourceFile, target: string): boolean {
  const name = target.split('/').at(-1) ?? '';
  const imported = new RegExp(`import (type )?[^;]*/${name.replaceAll('.', '\\.')}'`).exec(
    file.code,
  );
  return target.startsWith('src/wire/') && (imported?.[1] !== undefined || name === 'namespec.ts');
}

function layerOf(file: SourceFile): string {
  return file.path.split('/')[1] ?? '';
}

function inLayers(...layers: readonly string[]): SourceFile[] {
  return files.filter((file) => layers.includes(layerOf(file)));
}

function importedLayers(file: SourceFile): string[] {
  return importsOf(file)
    .filter((target) => target.startsWith('src/'))
    .map((target) => target.split('/')[1] ?? '');
}

function mentions(file: SourceFile, pattern: RegExp): string[] {
  return [...file.code.matchAll(pattern)].map(([word]) => word);
}

/** Fails with a list of what `find` objects to, file by file. */
function refuse(among: readonly SourceFile[], find: (file: SourceFile) => string[]): void {
  const found = among.flatMap((file) => find(file).map((what) => `${file.path}: ${what}`));
  assert.deepEqual(found, []);
}
