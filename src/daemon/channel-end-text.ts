/**
 * How the log tells that nobody is left who could write to an output of a process: in the words
 * that Python prints of the original's objects. Their addresses mean nothing to anybody; they are
 * 0 here.
 */
import type { ChannelName } from '../logs/output.ts';
import type { ProcessState } from '../wire/states.ts';

export interface NamedState {
  readonly name: string;
  readonly state: ProcessState;
}

/** `fd 7 closed, stopped monitoring <POutputDispatcher at 0 for <Subprocess at 0 …> (stdout)>` */
export function channelEndText(
  { name, state }: NamedState,
  channel: ChannelName,
  fd: number,
): string {
  const process = `<Subprocess at 0 with name ${name} in state ${state}>`;
  return `fd ${fd} closed, stopped monitoring <POutputDispatcher at 0 for ${process} (${channel})>`;
}
