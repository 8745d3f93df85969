/**
 * What can be imported. To add a format: one entry here, and the file that reads it.
 */
import { UserError } from '../../base/errors.ts';
import type { Imported } from './draft.ts';

/** A file to be imported. */
export interface Source {
  /** As it was named. */
  readonly file: string;
  /** Where it lies, as an absolute path. */
  readonly folder: string;
  readonly text: string;
  /** What is read besides, if it is there: its text, or undefined. */
  beside(name: string): string | undefined;
  /** What the file exports, as a JavaScript module. This runs its code. */
  evaluate(): Promise<Readonly<Record<string, unknown>>>;
  /** How many processors this machine has. */
  readonly processors: number;
}

export interface Format {
  readonly name: string;
  /** What it reads, as a noun phrase. */
  readonly doc: string;
  /** @throws {UserError} naming the file, if it cannot be understood */
  read(source: Source): Imported | Promise<Imported>;
}

export const FORMATS: readonly Format[] = [
  {
    name: 'pm2',
    doc: "pm2's ecosystem file: JSON, YAML, or a JavaScript module, whose code is run",
    read: async (source) => (await import('./pm2.ts')).readEcosystem(source),
  },
  {
    name: 'procfile',
    doc: 'a Procfile of Heroku, foreman or overmind',
    read: async (source) => (await import('./procfile.ts')).readProcfile(source),
  },
  {
    name: 'systemd',
    doc: 'a service unit of systemd',
    read: async (source) => (await import('./systemd.ts')).readService(source),
  },
  {
    name: 'compose',
    doc: 'a compose file of Docker or Podman',
    read: async (source) => (await import('./compose.ts')).readCompose(source),
  },
];

/** @throws {UserError} */
export function findFormat(name: string): Format {
  const format = FORMATS.find((each) => each.name === name);
  if (format !== undefined) return format;
  const names = FORMATS.map((each) => each.name).join(', ');
  throw new UserError(`${name} is none of ${names}`);
}
