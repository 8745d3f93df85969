/**
 * Loaded into a command before everything else: profiles it, and writes what it has found into the
 * folder VISORD_BENCH_PROFILE when the command ends, or is sent SIGWINCH, which means nothing else
 * to a daemon.
 *
 * `--cpu-prof` cannot do this: it writes when Node ends, and the daemon ends without waiting for it.
 */
'use strict';
const { renameSync, writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const path = require('node:path');

const SAMPLE_US = 200;

const command = path.basename(process.argv[1] ?? 'node', '.cjs');
const file = path.join(
  process.env.VISORD_BENCH_PROFILE ?? '.',
  `${command}-${process.pid}.cpuprofile`,
);
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
session.post('Profiler.start');
process.once('SIGWINCH', write);
process.once('exit', write);

function write() {
  process.off('SIGWINCH', write).off('exit', write);
  session.post('Profiler.stop', (_error, { profile }) => {
    writeFileSync(`${file}.new`, JSON.stringify(profile));
    renameSync(`${file}.new`, file);
  });
}
