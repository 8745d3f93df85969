/** `fg`: type into a process and see what it writes. */
import { orFault, ServerFault } from '../../client/errors.ts';
import { FAULTS } from '../../wire/faults.ts';
import { PROCESS_STATES } from '../../wire/states.ts';
import type { Command, Ctl } from '../command.ts';
import { classAndText } from '../exceptions.ts';
import { EXIT } from '../exit-status.ts';
import { commandHelp } from '../help-text.ts';

export const fg: Command = {
  name: 'fg',
  summary: 'Bring a process to the foreground',
  args: [{ kind: 'process' }],
  forms: [['fg <name>', 'Type into a process and see what it writes, until Ctrl-C']],
  upcheck: true,
  async run(ctl, words) {
    const [name, ...more] = words;
    if (name === undefined) {
      refuse(ctl, 'no process name supplied');
      for (const line of commandHelp(fg)) ctl.output.line(line);
    } else if (more.length > 0) {
      refuse(ctl, 'too many process names supplied');
    } else if (await isRunning(ctl, name)) {
      const { foreground } = await import('../foreground.ts');
      await foreground(ctl, name);
    }
  },
};

/** Says so if it is not. */
async function isRunning(ctl: Ctl, name: string): Promise<boolean> {
  const info = await orFault(ctl.client.call('supervisor.getProcessInfo', name));
  if (!(info instanceof ServerFault)) {
    if (info.state === PROCESS_STATES.RUNNING) return true;
    refuse(ctl, 'process not running');
  } else if (info.code === FAULTS.BAD_NAME) {
    refuse(ctl, 'bad process name supplied');
    ctl.unknown.push({ kind: 'process', name });
  } else {
    ctl.output.line(`ERROR: ${classAndText(info)[1]}`); // and no failure
  }
  return false;
}

function refuse(ctl: Ctl, text: string): void {
  ctl.output.line(`ERROR: ${text}`);
  ctl.exitStatus = EXIT.GENERIC;
}
