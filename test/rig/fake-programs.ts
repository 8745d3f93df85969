/** Programs that a daemon could become: how trying the next one ends, and whether it can be had. */
import { UserError } from '../../src/base/errors.ts';
import type { Handover, Release } from '../../src/daemon/handover.ts';
import type { NextProgram, Programs } from '../../src/daemon/upgrades.ts';
import { systemError } from './system-error.ts';

export const OLD: Release = { visord: '1.0.0', node: '20.19.0' };
export const NEW: Release = { visord: '2.0.0', node: '22.1.0' };

/** Of a real program there is no way back; of this one there is an exception. */
export class Became extends Error {
  readonly handover: Handover;

  constructor(handover: Handover) {
    super('this process is another program now');
    this.handover = handover;
  }
}

export class FakePrograms implements Programs {
  readonly current = OLD;
  /** Why the next program could not take over. */
  objection: string | undefined;
  /** The errno of becoming it. */
  becomeError: string | undefined;
  /** Whether signals wait; how often that has changed. */
  held: boolean[] = [];
  /** What was tried, in order. */
  readonly rehearsed: Handover[] = [];
  /** What it became. */
  became: Handover | undefined;
  /** Called while the next program is tried. */
  meanwhile = (): void => {};

  async rehearse(handover: Handover): Promise<NextProgram> {
    this.rehearsed.push(handover);
    await undefined;
    this.meanwhile();
    if (this.objection !== undefined) throw new UserError(this.objection);
    return { release: NEW, command: ['/usr/bin/node', '/usr/lib/visord.cjs'] };
  }

  exited(): boolean {
    return false;
  }

  async holdSignals(): Promise<void> {
    this.held.push(true);
  }

  releaseSignals(): void {
    this.held.push(false);
  }

  become(_next: NextProgram, handover: Handover): never {
    if (this.becomeError !== undefined) throw systemError(this.becomeError, 'execve');
    this.became = handover;
    throw new Became(handover);
  }
}
