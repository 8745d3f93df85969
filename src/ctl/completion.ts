/**
 * What Tab offers in the shell: commands, groups and processes, by the arguments that the table of
 * commands gives each command. Every match ends with a blank.
 */
import { words } from '../base/python-text.ts';
import type { ProcessInfo } from '../client/methods.ts';
import { namespec } from '../wire/namespec.ts';
import type { ArgumentKind, Command, Completion, Ctl } from './command.ts';

/** The characters between words are those of GNU readline, without `:`, `*` and `-`. */
const WORD_AT_END = /[^ \t\n`~!@#$%^&()=+[{\]}\\|;'",<>/?]*$/;

type Names = readonly Pick<ProcessInfo, 'group' | 'name'>[];

/** Completes lines. It asks the server once, and again after each command. */
export class Completer {
  readonly #ctl: Ctl;
  #names: Names | undefined;

  constructor(ctl: Ctl) {
    this.#ctl = ctl;
  }

  /** @param line up to the cursor. Never throws: without a server, it offers nothing of it. */
  async complete(line: string): Promise<Completion> {
    const word = WORD_AT_END.exec(line)?.[0] ?? '';
    const offers = await this.#offers(line, word);
    const matches = [...new Set(offers)].filter((offer) => offer.startsWith(word));
    return { matches: matches.sort().map((match) => `${match} `), word };
  }

  /** Forgets what the server has told. */
  forget(): void {
    this.#names = undefined;
  }

  async #offers(line: string, word: string): Promise<readonly string[]> {
    const { commands } = this.#ctl;
    const [name, ...rest] = words(line);
    if (name === undefined || (rest.length === 0 && !line.endsWith(' '))) return topics(commands);
    const args = commands.find((command) => command.name === name)?.args ?? [];
    const takes = (kind: ArgumentKind) => args.some((argument) => argument.kind === kind);
    if (takes('command')) return topics(commands);
    if (takes('group')) return (await this.#askServer()).map(({ group }) => group);
    if (takes('process')) return processNames(await this.#askServer(), word);
    return [];
  }

  async #askServer(): Promise<Names> {
    const { client } = this.#ctl;
    try {
      this.#names ??= await client.call('supervisor.getAllProcessInfo');
      return this.#names;
    } catch {
      return [];
    } finally {
      client.close(); // an idle connection would keep the program alive
    }
  }
}

function topics(commands: readonly Command[]): string[] {
  return commands.filter(({ forms }) => forms.length > 0).map(({ name }) => name);
}

/** Processes, and the whole of each group whose name is not that of its only process. */
function processNames(names: Names, word: string): string[] {
  return names.flatMap(({ group, name }) =>
    word.includes(':') || name !== group
      ? [`${group}:${name}`, `${group}:*`]
      : [namespec(group, name)],
  );
}
