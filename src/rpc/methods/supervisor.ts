/** Ending the daemon, starting it over, and having it read its configuration. */
import { UserError } from '../../base/errors.ts';
import { RpcFault } from '../../wire/faults.ts';
import { define } from '../method.ts';

export const shutdown = define({
  name: 'supervisor.shutdown',
  role: 'admin',
  whole: true,
  doc: 'Stops all processes and ends the daemon; answers before that has happened.',
  params: [],
  result: { type: 'boolean', doc: 'Always true' },
  run({ daemon }) {
    daemon.shutdown();
    return true;
  },
});

export const restart = define({
  name: 'supervisor.restart',
  role: 'admin',
  whole: true,
  doc: 'Stops all processes and starts over with the configuration read anew; answers at once.',
  params: [],
  result: { type: 'boolean', doc: 'Always true' },
  faults: ['CANT_REREAD'],
  run({ daemon }) {
    readingConfiguration(() => daemon.restart());
    return true;
  },
});

export const reloadConfig = define({
  name: 'supervisor.reloadConfig',
  role: 'admin',
  doc: 'Reads the configuration anew and tells which groups differ; changes nothing that runs.',
  params: [],
  result: { type: 'array', doc: '[[added, changed, removed]], each an array of names of groups' },
  faults: ['CANT_REREAD'],
  run({ daemon }) {
    const { added, changed, removed } = readingConfiguration(() => daemon.reread());
    return [[added, changed, removed]];
  },
});

function readingConfiguration<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) throw new RpcFault('CANT_REREAD', error.message);
    throw error;
  }
}
