/** What stands before a line of a log: `web | `, `web stderr | `, in columns and in colours. */
import { padRight } from './columns.ts';

export type Channel = 'stdout' | 'stderr';

/** A log of a process, and the label of its lines. */
export interface Source {
  readonly name: string;
  readonly channel: Channel;
  readonly label: string;
}

/** Cyan, green, yellow, magenta, blue, and their bright sisters: one for each process. */
const COLOURS = [36, 32, 33, 35, 34, 96, 92, 93, 95, 94];

export function labelled(
  logs: readonly Omit<Source, 'label'>[],
  hasColours: boolean,
): readonly Source[] {
  const texts = logs.map(({ name, channel }) => (channel === 'stdout' ? name : `${name} stderr`));
  const width = Math.max(0, ...texts.map((text) => [...text].length));
  const names = [...new Set(logs.map(({ name }) => name))];
  return logs.map(({ name, channel }, index) => {
    const text = `${padRight(texts[index] ?? '', width)} |`;
    const colour = COLOURS[names.indexOf(name) % COLOURS.length];
    return { name, channel, label: hasColours ? `\x1b[${colour}m${text}\x1b[0m ` : `${text} ` };
  });
}
