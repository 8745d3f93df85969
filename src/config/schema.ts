/**
 * What a section of the configuration file is: a table of its options.
 *
 * One entry per option says everything about it; reading, errors, types, the manual and "did you
 * mean" are derived. The order of the entries is the order in which they are read, which decides
 * the error that a file with several gets.
 *
 * To add an option: add an entry to its section in `sections/`.
 */
import type { Codec } from './codec.ts';

/** Which `%(name)s` an option may use. */
export type Scope = keyof typeof SCOPES;

export const SCOPES = {
  env: ['ENV_<NAME>'],
  here: ['ENV_<NAME>', 'here'],
  host: ['ENV_<NAME>', 'here', 'host_node_name'],
  socket: ['ENV_<NAME>', 'here', 'program_name'],
  program: ['ENV_<NAME>', 'here', 'host_node_name', 'program_name', 'group_name'],
  process: [
    'ENV_<NAME>',
    'here',
    'host_node_name',
    'program_name',
    'group_name',
    'process_num',
    'numprocs',
  ],
} as const;

export type Option<T> = {
  readonly type: Codec<T>;
  /** The version of Supervisor that brought it; `visord 0.1` and so on for our own. */
  readonly since: string;
  /** Sentences for the manual. */
  readonly doc: string;
  readonly names: Scope;
  /**
   * How the original replaces names where it is not simply once: `bare`, errors leave out the
   * section; `twice`; or `later`, by whoever reads it, since the value is checked before.
   */
  readonly expansion?: 'bare' | 'twice' | 'later';
  /** What errors of the value end with; `%s` stands for the name of the section. */
  readonly complaint?: string;
  /** The error of a value that means something, but not here; `%s` as above. */
  refuse?(value: NoInfer<T>): string | undefined;
  /**
   * When a change takes effect: with `update` (`reread` reports the groups it concerns as
   * changed), with `reread` already, or when the program that reads it starts again (`reload` is
   * enough). `live`: with `update`, and `update --minimal` restarts nothing for it.
   */
  readonly applies: 'live' | 'update' | 'reread' | 'start';
  /** For the manual: what holds if the option is left out and the default cannot say it. */
  readonly otherwise?: string;
} & (
  | { readonly default: NoInfer<T> }
  | {
      /** The error when it is left out; `%s` stands for the name of the section. */
      readonly required: string;
      /** An empty value counts as left out. */
      readonly filled?: boolean;
    }
);

export type Options<T> = { readonly [K in keyof T]: Option<T[K]> };

export interface Section<T> {
  /** As the manual shows it, such as `program:<name>`. */
  readonly header: string;
  readonly doc: string;
  /** Whether a section of that name is one of these. */
  matches(name: string): boolean;
  readonly options: Options<T>;
  /** It may hold further options, which are not ours to check. */
  readonly open?: boolean;
}

/** Checks each entry of a table against the type of its codec. */
export function defineOptions<T>(options: Options<T>): Options<T> {
  return options;
}

export function defineSection<T>(section: Section<T>): Section<T> {
  return section;
}

/** The values that a table of options is read into. */
export type ValuesOf<O> = {
  readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never;
};
