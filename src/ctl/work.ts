/**
 * Something that takes its time, step by step: shows on a terminal what is waited for, and says at
 * Ctrl-C what is left undone. The server finishes what it has been asked for in any case.
 */
import type { Ctl, Terminal } from './command.ts';
import type { Output } from './output.ts';

export type Doing = 'start' | 'stop' | 'restart';

export interface Step {
  readonly name: string;
  readonly doing: Doing;
}

/** How it is said that a step is under way, or was not begun. */
const WORDS: Readonly<Record<Doing, readonly [goesOn: string, undone: string]>> = {
  start: ['is still being started', 'not started'],
  stop: ['is still being stopped', 'not stopped'],
  restart: ['is still being restarted', 'not restarted'],
};

/** Milliseconds after which somebody wonders what is going on. */
const PATIENCE_MS = 300;

/** One step for each name, in their order; `all` anywhere among them is the only one. */
export function stepsFor(doing: Doing, names: readonly string[]): Step[] {
  return (names.includes('all') ? ['all'] : names).map((name) => ({ name, doing }));
}

/** @returns what `perform` does, which begins and ends the steps. */
export async function inSteps<T>(
  ctl: Ctl,
  steps: readonly Step[],
  perform: (work: Work) => Promise<T>,
): Promise<T> {
  const work = new Work(ctl.output, ctl.terminal, steps);
  try {
    return await perform(work);
  } finally {
    work.close();
  }
}

export class Work {
  readonly #output: Output;
  readonly #steps: readonly Step[];
  readonly #forget: () => void;
  readonly #running = new Set<Step>();
  readonly #sinceMs = performance.now();
  #begun = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(output: Output, terminal: Terminal, steps: readonly Step[]) {
    this.#output = output;
    this.#steps = steps;
    this.#forget = terminal.onInterrupt(() => {
      this.close();
      output.errorLine(`interrupted: ${this.left().join('; ')}`);
      terminal.interrupt(); // what it would have done without us
    });
  }

  /** The next step begins, which is that of `name`. */
  begin(name: string): void {
    const step = this.#steps[this.#begun];
    if (step?.name !== name) return;
    this.#running.add(step);
    this.#begun += 1;
    clearTimeout(this.#timer);
    const leftMs = PATIENCE_MS - (performance.now() - this.#sinceMs);
    this.#timer = setTimeout(() => this.#show(), Math.max(0, leftMs)).unref();
  }

  end(name: string): void {
    for (const step of this.#running) if (step.name === name) this.#running.delete(step);
  }

  /** Ends the progress, and Ctrl-C is what it was before. */
  close(): void {
    clearTimeout(this.#timer);
    this.#output.progress('');
    this.#forget();
  }

  /** What goes on, and what has not been begun. */
  left(): string[] {
    const going = [...this.#running].map(({ name, doing }) => `${name} ${WORDS[doing][0]}`);
    const undone = this.#steps.slice(this.#begun);
    const lists = (['stop', 'start', 'restart'] as const).flatMap((doing) => {
      const names = undone.filter((step) => step.doing === doing).map(({ name }) => name);
      return names.length === 0 ? [] : [`${WORDS[doing][1]}: ${names.join(', ')}`];
    });
    return [...going, ...lists];
  }

  #show(): void {
    const [step] = this.#running;
    if (step === undefined) return;
    const alike = this.#steps.filter(({ doing }) => doing === step.doing);
    const place = alike.length === 1 ? '' : ` (${alike.indexOf(step) + 1} of ${alike.length})`;
    this.#output.progress(`waiting for ${step.name}${place}`);
  }
}
