/** Makes calls of a supervisord fail, or tell another time: the test's side of programs/shim.c. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import type { Rig } from '../rig/rig.ts';
import { compile } from './compile.ts';

const PAGE_SIZE = 8192;
/** Where the fields of `struct control` are, and how many bytes they take. */
const FIELDS = { wallOffset: 0, write: 8, clone: 12, open: 16, path: 20 } as const;

type ErrnoName = keyof typeof constants.errno;

export class Shim implements Disposable {
  /** To be added to the environment of supervisord. */
  readonly env: Readonly<Record<string, string>>;
  readonly #page: number;

  static async create(rig: Rig): Promise<Shim> {
    const library = await compile(rig, 'faults/programs/shim', '-shared', '-fPIC', '-ldl');
    const page = rig.write('shim-page', Buffer.alloc(PAGE_SIZE));
    return new Shim(library, page);
  }

  private constructor(library: string, page: string) {
    this.env = { LD_PRELOAD: library, SHIM_PAGE: page };
    this.#page = openSync(page, 'r+');
  }

  /** Sets the wall clock, by so many seconds. */
  setClock(offsetS: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(offsetS));
    writeSync(this.#page, bytes, 0, bytes.length, FIELDS.wallOffset);
  }

  /** Writing to files whose path begins so fails. */
  failWrites(code: ErrnoName, path: string): void {
    writeSync(this.#page, `${path}\0`, FIELDS.path);
    this.#setErrno(FIELDS.write, code);
  }

  /** Making a process, or a descriptor, fails. */
  fail(what: 'clone' | 'open', code: ErrnoName): void {
    this.#setErrno(FIELDS[what], code);
  }

  /** Nothing fails any more. */
  mend(): void {
    for (const field of [FIELDS.write, FIELDS.clone, FIELDS.open]) this.#setErrno(field, undefined);
  }

  [Symbol.dispose](): void {
    closeSync(this.#page);
  }

  #setErrno(field: number, code: ErrnoName | undefined): void {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(code === undefined ? 0 : constants.errno[code]);
    writeSync(this.#page, bytes, 0, bytes.length, field);
  }
}
