/** What the checks look at: a configuration that was read, and the system it is for. */

import type { Config, Origin, ProcessConfig } from '../config/config.ts';
import type { FindModule, LoadModule, RequireModule } from '../config/factories.ts';
import type { FindingId } from '../config/findings.ts';
import { isDirectory, isThere } from '../config/glob.ts';
import type { Ini } from '../config/ini.ts';
import type { Notes } from '../config/notes.ts';
import { absolutePath } from '../config/paths.ts';
import type { ConfigRequest } from '../config/read.ts';
import { type Capability, isCapable } from '../os/capabilities.ts';
import type { Limit, LimitName } from '../os/limits.ts';
import { livingSupervisord } from '../os/living-supervisord.ts';
import type { Credentials, User } from '../os/port.ts';
import type { CheckRequest } from './check.ts';

export interface SceneParts {
  readonly config: Config;
  readonly ini: Ini;
  readonly request: CheckRequest;
  readonly notes: Notes;
}

export interface Modules {
  readonly find: FindModule;
  readonly load: LoadModule;
  readonly require: RequireModule;
  /** What relative paths of files are relative to. */
  readonly cwd: string;
}

export class Scene {
  readonly config: Config;
  readonly #parts: SceneParts;
  /** Where the programs are started: that of the daemon. */
  readonly #cwd: string;
  readonly #credentials = new Map<number, Credentials>();

  constructor(parts: SceneParts) {
    const { directory, nodaemon } = parts.config.supervisord;
    const { cwd } = parts.request;
    this.config = parts.config;
    this.#parts = parts;
    this.#cwd = nodaemon || directory === undefined ? cwd : absolutePath(directory, cwd);
  }

  get env(): ConfigRequest['env'] {
    return this.#parts.request.env;
  }

  get os(): ConfigRequest['os'] {
    return this.#parts.request.os;
  }

  /** How modules are found and loaded, if they are to be looked at. */
  get modules(): Modules | undefined {
    const { findModule: find, loadModule: load, requireModule: require, cwd } = this.#parts.request;
    if (find === undefined || load === undefined || require === undefined) return undefined;
    return { find, load, require, cwd };
  }

  /** The one who checks, as it would be the one who starts supervisord. */
  get uid(): number {
    return this.#parts.request.uid;
  }

  /** The user that the daemon is in the end, and so the one of its logs and sockets. */
  get daemon(): Credentials {
    const { user } = this.config.supervisord;
    return user !== undefined && this.uid === 0 ? this.#credentialsOf(user) : this.#self;
  }

  /** The user that a program runs as. */
  programUser({ user }: ProcessConfig): Credentials {
    return user !== undefined && this.daemon.uid === 0 ? this.#credentialsOf(user) : this.daemon;
  }

  /** A path as the daemon understands it. */
  absolute(path: string): string {
    return absolutePath(path, this.#cwd);
  }

  isThere(path: string): boolean {
    return isThere(this.os, path);
  }

  isDirectory(path: string): boolean {
    return isDirectory(this.os, path);
  }

  /** Whether a supervisord with this configuration runs, as far as one can tell, or may run. */
  get mayRun(): boolean {
    return this.#parts.request.mayRun === true || this.running !== undefined;
  }

  /** The pid of the living supervisord that the pidfile names; not where one may run anyway. */
  get running(): number | undefined {
    if (this.#parts.request.mayRun) return undefined;
    return livingSupervisord(this.config.supervisord.pidfile, this.os);
  }

  get hostname(): string {
    return this.#parts.request.hostname;
  }

  /** Whether the daemon would have that right: none is left to a user that it becomes. */
  isCapable(capability: Capability): boolean {
    const { uid } = this.daemon;
    return uid === this.uid && isCapable(capability, uid, this.os);
  }

  readLimit(name: LimitName): Limit {
    return this.#parts.request.readLimit(name);
  }

  /** @throws {SystemError} as `Sockets` does */
  lookUp(host: string): Promise<string> {
    return this.#parts.request.lookUp(host);
  }

  /** A number of `/proc/sys`, where there is such a thing. */
  systemSetting(name: string): number | undefined {
    const path = `/proc/sys/${name}`;
    if (!this.isThere(path)) return undefined;
    return Number(new TextDecoder().decode(this.os.readFile(path)));
  }

  may(who: Credentials, right: 'write' | 'execute', path: string): boolean {
    return this.#parts.request.permissions.may(who, right, path);
  }

  /** `ann`, or a number that has no name. */
  nameOf({ uid }: Credentials): string {
    return this.os.userById(uid)?.name ?? String(uid);
  }

  /** Where an option is written, or else its section; nowhere if the command line says it. */
  originOf(section: string, option: string): Origin | undefined {
    const { ini, request } = this.#parts;
    if (section === 'supervisord' && request.commandLine[option] !== undefined) return undefined;
    return ini.value(section, option)?.origin ?? ini.section(section)?.origin;
  }

  find(id: FindingId, text: string, origin: Origin | undefined): void {
    this.#parts.notes.advise(id, text, origin);
  }

  get #self(): Credentials {
    const user = this.os.userById(this.uid);
    return user === undefined ? { uid: this.uid, gid: -1, groups: [] } : this.#credentialsOf(user);
  }

  #credentialsOf(user: User): Credentials {
    const known = this.#credentials.get(user.uid);
    if (known !== undefined) return known;
    const { uid, gid } = user;
    const credentials = { uid, gid, groups: this.os.groupsOf(user) };
    this.#credentials.set(uid, credentials);
    return credentials;
  }
}
