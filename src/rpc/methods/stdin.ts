/** What a process is sent on its standard input. */
import { RpcFault } from '../../wire/faults.ts';
import { define } from '../method.ts';
import { findProcess, NAME } from './find.ts';

export const sendProcessStdin = define({
  name: 'supervisor.sendProcessStdin',
  role: 'operator',
  doc: 'Sends a process something on its standard input, as UTF-8. What it has not read yet is kept up to a limit.',
  params: [NAME, { name: 'chars', type: 'string', doc: 'What to send', secret: true }],
  result: { type: 'boolean', doc: 'Always true' },
  faults: ['BAD_NAME', 'NOT_RUNNING', 'NO_FILE', 'FAILED'],
  run({ daemon }, name, chars) {
    const process = findProcess(daemon, name);
    if (process.pid === 0 || process.state === 'STOPPING') throw new RpcFault('NOT_RUNNING', name);
    const sent = process.send(new TextEncoder().encode(chars));
    if (sent === 'closed') throw new RpcFault('NO_FILE', name);
    if (sent === 'full')
      throw new RpcFault('FAILED', `${name} has not read what it was sent before`);
    return true;
  },
});
