/** `open`: talk to another server from now on. */
import type { Command } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { upcheck } from '../upcheck.ts';
import { status } from './status.ts';

export const open: Command = {
  name: 'open',
  summary: 'Connect to another supervisord',
  args: [{ kind: 'any' }],
  forms: [
    ['open http://<host>:<port>', 'Connect to the supervisord that listens there, show its status'],
    ['open unix://<path>', 'Connect to that of a unix socket'],
  ],
  upcheck: false,
  async run(ctl, words) {
    const url = words.join(' ');
    if (!/^(?:http|unix):/i.test(url)) {
      ctl.output.line('ERROR: url must be http:// or unix://');
      ctl.exitStatus = EXIT.GENERIC;
      return;
    }
    ctl.serverUrl = url;
    ctl.client.connectTo(url);
    const before = ctl.exitStatus;
    if (await upcheck(ctl)) await status.run(ctl, [], new Map());
    ctl.exitStatus = before; // what the processes are doing is no matter of this command
  },
};
