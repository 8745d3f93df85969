/**
 * What a plug-in that adds commands to supervisorctl is written against: `[ctlplugin:x]`.
 *
 *   export const makeCommands: MakeCommands = (ctl, options) => ({
 *     hello: { forms: [['hello <name>', 'Greet somebody']], run: (words) => ctl.line(`hello ${words[0]}`) },
 *   });
 *
 * Types alone, so that they can be published. docs/plugins.md explains them.
 */

/** supervisorctl, as a plug-in sees it. */
export interface PluginCtl {
  /** Where the server is, as messages name it. */
  readonly serverUrl: string;
  /** Calls a method of the server by its whole name. A fault is thrown: `code`, `message`. */
  call(method: string, ...values: readonly unknown[]): Promise<unknown>;
  /** Prints a line. */
  line(text: string): void;
  /** Prints a line on standard error. */
  errorLine(text: string): void;
  /** Runs another command, such as `run('start', 'web')`. */
  run(command: string, ...words: readonly string[]): Promise<void>;
  /** What supervisorctl exits with; the last assignment wins. */
  exitStatus: number;
}

export interface PluginCommand {
  /** One line. */
  readonly summary?: string;
  /** What `help <command>` shows. A command without any has no help. */
  readonly forms?: readonly (readonly [typed: string, meaning: string])[];
  /** @param words what stands behind the command */
  run(words: readonly string[]): unknown;
}

/** What `supervisor.ctl_factory` names. Commands by name: described, or functions of their words. */
export type MakeCommands = (
  ctl: PluginCtl,
  options: Readonly<Record<string, string>>,
) => PluginCommands | Promise<PluginCommands>;

export type PluginCommands = Readonly<
  Record<string, PluginCommand | ((words: readonly string[]) => unknown)>
>;
