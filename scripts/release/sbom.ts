/**
 * What the packages hold besides our own code, as CycloneDX 1.5 has it: the libraries that the
 * compiler put into the bundles, by its own list, with the versions and hashes of the lock file.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/** What is built of libraries: the commands, and the dashboard. */
const ENTRIES = ['src/bin/supervisord.ts', 'src/bin/supervisorctl.ts', 'web/app.tsx'];

interface Locked {
  readonly version: string;
  readonly license?: string;
  /** `sha512-` and the hash in base 64. */
  readonly integrity?: string;
}

export interface Component {
  readonly type: 'library';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses: readonly [{ readonly license: { readonly id: string } }];
  readonly hashes: readonly [{ readonly alg: 'SHA-512'; readonly content: string }];
}

/** The names of the packages that are compiled into what is published, sorted. */
export async function bundledPackages(root: string): Promise<string[]> {
  const { metafile } = await build({
    bundle: true,
    platform: 'node',
    entryPoints: ENTRIES.map((file) => path.join(root, file)),
    absWorkingDir: root,
    outdir: path.join(root, 'dist'),
    jsx: 'automatic',
    jsxImportSource: 'preact',
    metafile: true,
    write: false,
  });
  const names = Object.keys(metafile.inputs).flatMap((file) => packageOf(file) ?? []);
  return [...new Set(names)].sort();
}

/** The package that a file belongs to: what follows the last `node_modules/`. */
function packageOf(file: string): string | undefined {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
}

/**
 * @param root The folder that holds package.json.
 * @param version The version that is released.
 */
export async function sbom(root: string, version: string): Promise<object> {
  const file = path.join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Locked> };
  const names = await bundledPackages(root);
  const components = names.map((name) => component(name, lock.packages[`node_modules/${name}`]));
  const ours = `pkg:npm/visord@${version}`;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: serialNumber([ours, ...components.map((each) => each.purl)]),
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': ours, name: 'visord', version, purl: ours },
    },
    components,
    dependencies: [{ ref: ours, dependsOn: components.map((each) => each.purl) }],
  };
}

function component(name: string, locked: Locked | undefined): Component {
  if (locked?.integrity === undefined || locked.license === undefined) {
    throw new Error(`package-lock.json does not tell licence and hash of ${name}`);
  }
  const { version, license, integrity } = locked;
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const content = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    licenses: [{ license: { id: license } }],
    hashes: [{ alg: 'SHA-512', content }],
  };
}

/** A UUID that is the same for the same content: what is built twice is described alike. */
function serialNumber(parts: readonly string[]): string {
  const hash = createHash('sha256').update(parts.join('\n')).digest('hex');
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const groups = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`, // version 8: made by a rule of one's own
    variant + hash.slice(17, 20),
    hash.slice(20, 32),
  ];
  return `urn:uuid:${groups.join('-')}`;
}
