/**
 * Two programs that write to one log file: when one of them rotates it, the other goes on writing
 * to the rotated one.
 *
 * Copies of one program share a log often enough, knowingly; and where nobody rotates, or what is
 * written to is no plain file, sharing does no harm.
 */
import { repr } from '../base/python-text.ts';
import type { GroupConfig, LogTarget, Origin, ProcessConfig } from './config.ts';
import { where } from './errors.ts';
import type { Ini } from './ini.ts';
import type { Notes } from './notes.ts';

interface Writer {
  readonly section: string;
  readonly origin: Origin;
  readonly rotates: boolean;
}

export function adviseSharedLogs(
  { ini, groups }: { readonly ini: Ini; readonly groups: readonly GroupConfig[] },
  notes: Notes,
): void {
  const writers = new Map<string, Writer>();
  for (const process of groups.flatMap(({ processes }) => processes)) {
    for (const output of ['stdout', 'stderr'] as const) {
      const path = plainFile(process[output]);
      if (path === undefined) continue;
      const option = `${output}_logfile`;
      const writer = writerOf(process, process[output], ini.value(process.origin.section, option));
      const other = writers.get(path);
      if (other === undefined) writers.set(path, writer);
      else if (other.section !== writer.section && (other.rotates || writer.rotates)) {
        notes.advise(
          'shared-log',
          `${option} in section ${repr(writer.section)} is a log of ${repr(other.section)}, too ` +
            `(${where(other.origin)}); when one of them rotates it, the other goes on writing ` +
            'to the old one',
          writer.origin,
        );
      }
    }
  }
}

function writerOf(
  { origin }: ProcessConfig,
  { maxbytes }: LogTarget,
  value: { readonly origin: Origin } | undefined,
): Writer {
  return {
    section: origin.section,
    origin: value?.origin ?? origin,
    rotates: maxbytes > 0,
  };
}

function plainFile({ file }: LogTarget): string | undefined {
  return file.kind === 'file' && !/^\/(dev|proc)\//.test(file.path) ? file.path : undefined;
}
