/** `upgrade`: supervisord becomes the program that is installed now, and no program is restarted. */
import { isSystemError } from '../../base/errors.ts';
import { ConnectionLost, HttpStatusError, orFault, ServerFault } from '../../client/errors.ts';
import type { UpgradePlan, UpgradeReport } from '../../client/methods.ts';
import { FAULTS } from '../../wire/faults.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';

/** How often it is asked whether the next program has taken over, and how far apart. */
const QUESTIONS = 1200;
const PAUSE_MS = 50;

export const upgrade: Command = {
  name: 'upgrade',
  summary: 'Have supervisord become the program that is installed now, and restart nothing',
  args: [],
  forms: [
    ['upgrade', 'Try the supervisord that is installed now, and have it take over every process'],
  ],
  notes: ['If it cannot take over, everything goes on as before, and the reason is shown.'],
  json: {
    shape:
      '{"number": 1, "outcome": "upgraded", "reason": "", "took_ms": 120, "from_visord": "0.1.0", "from_node": "20.19.0", "to_visord": "0.2.0", "to_node": "22.1.0"}',
    document: perform,
  },
  upcheck: true,
  async run(ctl) {
    const report = await perform(ctl);
    if (report !== undefined) ctl.output.line(sentence(report));
  },
};

/** Sets the exit status. @returns how it went; undefined if it was refused, which is printed */
async function perform(ctl: Ctl): Promise<UpgradeReport | undefined> {
  const plan = await orFault(ctl.client.call('visord.upgrade'));
  if (plan instanceof ServerFault) return refused(ctl, plan);
  const report = await reportOf(ctl, plan);
  if (report === undefined) {
    ctl.output.line('ERROR: supervisord does not answer any more');
    ctl.exitStatus = EXIT.GENERIC;
  } else if (report.outcome !== 'upgraded') ctl.exitStatus = EXIT.GENERIC;
  return report;
}

function refused(ctl: Ctl, fault: ServerFault): undefined {
  ctl.exitStatus = EXIT.GENERIC;
  if (fault.code === FAULTS.UNKNOWN_METHOD) {
    ctl.output.line('ERROR: this supervisord cannot be upgraded while it runs; restart it');
    ctl.exitStatus = EXIT.UNIMPLEMENTED;
  } else if (fault.code === FAULTS.SHUTDOWN_STATE) {
    ctl.output.line('ERROR: already shutting down');
  } else if (fault.code === FAULTS.FAILED) {
    ctl.output.line(`ERROR: not upgraded: ${fault.text.replace(/^FAILED: /, '')}`);
  } else throw fault;
}

/** Asks until the upgrade is over, one way or the other. */
async function reportOf(ctl: Ctl, { number }: UpgradePlan): Promise<UpgradeReport | undefined> {
  for (let asked = 0; asked < QUESTIONS; asked++) {
    const last = await lastUpgrade(ctl);
    if (last !== undefined && last.number >= number && 'outcome' in last) return last;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return undefined;
}

/** Undefined while one program hands over to the other: it ends connections as they are. */
async function lastUpgrade(ctl: Ctl) {
  try {
    return await ctl.client.call('visord.getLastUpgrade');
  } catch (error) {
    if (error instanceof ServerFault && error.code === FAULTS.UPGRADING) return undefined;
    if (error instanceof ConnectionLost || error instanceof HttpStatusError) return undefined;
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

function sentence(report: UpgradeReport): string {
  const { outcome, reason, took_ms } = report;
  const from = `visord ${report.from_visord} (node ${report.from_node})`;
  const to = `visord ${report.to_visord} (node ${report.to_node})`;
  if (outcome === 'upgraded') return `Upgraded from ${from} to ${to} in ${took_ms} ms`;
  return `ERROR: not upgraded, ${from} goes on: ${reason}`;
}
