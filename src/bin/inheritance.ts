/**
 * What an earlier program of this process has left, read by the part that this one plays. Loaded only
 * where there was one.
 */
import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { readHandover } from '../daemon/handover.ts';
import type { Inheritance } from '../daemon/life-context.ts';
import { readState } from '../daemon/read-state.ts';
import { descriptorsOf } from '../daemon/snapshot.ts';
import { loadAddon } from '../os/native.ts';
import { setPackageFolder } from '../os/package-folder.ts';
import {
  descriptorPath,
  disarmGuard,
  readMemory,
  releaseSignals,
  takeOver,
} from '../os/program.ts';
import { type Heir, REHEARSAL_STATE, type Role } from './launch.ts';
import type { OwnProgram } from './own-program.ts';
import { readWayBack } from './way-back.ts';

export interface Inherited extends Inheritance {
  /** The files that this program runs from, if it knows them by their descriptors only. */
  readonly files?: Pick<OwnProgram, 'bundle' | 'addon'>;
  /** There is no way back any more: lets go of what was kept for it. */
  settle(): void;
}

/** @throws {UserError} if it cannot be read */
export function readInheritance(role: Heir): Inherited {
  const memory = role.kind === 'rehearsal' ? REHEARSAL_STATE : role.state;
  const { handover, state: text } = readHandover(readMemory(memory));
  const inheritance = { handover, state: readState(text) };
  switch (role.kind) {
    case 'rehearsal':
      return { ...inheritance, settle: () => closeSync(memory) };
    case 'upgrade': {
      const { spare } = readWayBack(role.guard);
      return {
        ...inheritance,
        settle() {
          disarmGuard();
          for (const fd of [...spare, role.guard, memory]) closeSync(fd);
        },
      };
    }
    case 'fallback':
      return comeBack(role, inheritance);
  }
}

/** Our files may have been replaced: what is known of them are descriptors. */
function comeBack(
  { state: memory, addon, node, signal }: Extract<Role, { readonly kind: 'fallback' }>,
  { handover, state }: Inheritance,
): Inherited {
  setPackageFolder(handover.package);
  loadAddon(descriptorPath(addon));
  const bundle = Number(process.argv[1]?.slice(descriptorPath(0).length - 1));
  const sockets = handover.sockets.map(({ fd }) => fd);
  takeOver([...descriptorsOf(state), ...sockets, memory, addon, node, bundle]);
  return {
    handover,
    state,
    failure: `it ended ${howItEnded(signal)} before it had taken over`,
    files: { bundle, addon },
    settle() {
      releaseSignals();
      for (const fd of [node, memory]) closeSync(fd);
    },
  };
}

function howItEnded(signal: number): string {
  if (signal === 0) return 'by itself';
  if (signal === constants.signals.SIGALRM) return 'by our hand, since it hung';
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
  return `by ${name ?? `signal ${signal}`}`;
}
