/** For tests of one part of supervisorctl: a `Ctl` whose server answers from a table. */
import type { SupervisorClient } from '../../src/client/supervisor-client.ts';
import type { Ctl } from '../../src/ctl/command.ts';
import { COMMANDS } from '../../src/ctl/commands.ts';
import { MemoryOutput, ScriptedTerminal } from './fake-terminal.ts';

/** What a method answers; an error is thrown, a function is called. */
export type Answers = Readonly<Record<string, unknown>>;

export interface FakeCtl {
  readonly ctl: Ctl;
  readonly output: MemoryOutput;
  readonly terminal: ScriptedTerminal;
  /** The methods that were called, with their parameters. */
  readonly calls: string[];
}

export function ctlOn(answers: Answers, hasCredentials = false): FakeCtl {
  const calls: string[] = [];
  const call = async (name: string, ...params: unknown[]): Promise<unknown> => {
    calls.push([name, ...params].join(' '));
    const answer = answers[name];
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? answer(...params) : answer;
  };
  const client = { call, hasCredentials, close: () => {}, another: () => client };
  const output = new MemoryOutput();
  const terminal = new ScriptedTerminal();
  const ctl: Ctl = {
    serverUrl: 'unix:///run/s.sock',
    client: client as unknown as SupervisorClient,
    output,
    terminal,
    interactive: false,
    commands: COMMANDS,
    unknown: [],
    check: () => Promise.reject(new Error('nothing is to be checked')),
    exitStatus: 0,
  };
  return { ctl, output, terminal, calls };
}
