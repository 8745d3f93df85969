/**
 * `supervisorctl completion`: scripts for shells, and what these ask while something is typed,
 * `completion next WORDS... CURRENT`. It prints candidates or nothing, never an error.
 */
import { UserError } from '../base/errors.ts';
import { type CtlConfig, readCtlConfig } from '../config/ctl.ts';
import { type Candidate, candidates } from '../ctl/candidates.ts';
import { completion, printScript } from '../ctl/commands/completion.ts';
import { EXIT } from '../ctl/exit-status.ts';
import { commandHelp } from '../ctl/help-text.ts';
import type { Plugin } from '../ctl/plugins.ts';
import { type CtlMeans, makeCtl } from '../ctl/run.ts';
import { parseSupervisorctlFlags, SUPERVISORCTL } from './supervisorctl-flags.ts';

type Surroundings = Omit<Parameters<typeof readCtlConfig>[0], 'file' | 'commandLine'>;

interface Means extends CtlMeans {
  readonly pluginsOf: (config: CtlConfig) => Promise<readonly Plugin[]>;
}

/** @param words What stands behind `completion`. @returns the exit status */
export async function runCompletion(
  words: readonly string[],
  surroundings: Surroundings,
  means: Means,
): Promise<number> {
  const { output } = means;
  const [first = '', ...others] = words;
  if (first === 'next') {
    const found = await next(others, surroundings, means);
    for (const { word, doc } of found) output.line(`${word}\t${doc}`);
    return EXIT.SUCCESS;
  }
  if (others.length === 0 && (await printScript(first, output))) return EXIT.SUCCESS;
  const error =
    first === '' ? 'requires the name of a shell' : `: no script for ${words.join(' ')}`;
  for (const line of [`Error: completion ${error}`, ...commandHelp(completion)]) output.line(line);
  return EXIT.INVALID_ARGUMENTS;
}

async function next(
  words: readonly string[],
  surroundings: Surroundings,
  means: Means,
): Promise<readonly Candidate[]> {
  const current = words.at(-1) ?? '';
  try {
    const line = parseSupervisorctlFlags(words.slice(0, -1), surroundings);
    if (line.kind === 'help') return [];
    if (line.action.length === 0 && current.startsWith('-')) return flags();
    const config = readCtlConfig({ ...line, ...surroundings });
    const settings = { ...config, serverUrl: config.serverurl, interactive: false };
    const ctl = await makeCtl(settings, { ...means, plugins: await means.pluginsOf(config) });
    return await candidates(line.action, current, ctl);
  } catch (error) {
    if (error instanceof UserError) return []; // a flag without its argument, or no good file
    throw error;
  }
}

function flags(): readonly Candidate[] {
  return SUPERVISORCTL.flags.flatMap(({ short, long, doc }) => [
    ...(short === undefined ? [] : [{ word: `-${short}`, doc }]),
    ...(long === undefined ? [] : [{ word: `--${long}`, doc }]),
  ]);
}
