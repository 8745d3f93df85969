/**
 * Many live upgrades in a row of a daemon with many programs that write numbered lines. `npm run
 * upgrades` takes 1,000 programs and 100 upgrades, and prints for how long nobody was answered.
 */
import assert from 'node:assert/strict';
import { difference } from '../rig/differences.ts';
import { Proc } from '../rig/proc.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const PROGRAMS = Number(process.env.PROGRAMS ?? 30);
const UPGRADES = Number(process.env.UPGRADES ?? 3);
const BACKUPS = 50;

/** Perl needs little memory, and waits without another process. */
const COUNTER = `#!/usr/bin/perl
$| = 1;
for ($i = 1; ; $i++) { print "line $i\\n"; select undef, undef, undef, 0.5 }
`;

/** What a daemon may need more after many upgrades than after one. */
const GROWTH_MIB = 10;

difference(
  'live upgrade',
  `${PROGRAMS} programs, ${UPGRADES} upgrades: no pid changes, no line is lost, nothing grows`,
  async () => {
    await using rig = await Rig.create();
    const counter = rig.write('counter', COUNTER, 0o755);
    const daemon = await rig.daemon(`
[supervisord]
minfds = ${PROGRAMS * 4 + 1000}
[program:n]
command = ${counter}
process_name = %(process_num)d
numprocs = ${PROGRAMS}
redirect_stderr = true
stdout_logfile = ${rig.path('n%(process_num)d.log')}
stdout_logfile_maxbytes = 20KB
stdout_logfile_backups = ${BACKUPS}
`);
    const running = async (): Promise<string[]> => {
      const { stdout } = await daemon.ctl('status');
      return [...stdout.matchAll(/^(\S+) +RUNNING +pid (\d+),/gm)].map(
        ([, name, pid]) => `${name} ${pid}`,
      );
    };
    let before: string[] = [];
    while (before.length < PROGRAMS) {
      before = await until('more programs to run', async () => {
        const now = await running();
        return now.length > before.length && now;
      });
    }
    const proc = new Proc(daemon.pid);
    const measure = () => ({
      descriptors: Object.keys(proc.descriptors).length,
      residentMib: Number.parseInt(proc.status('VmRSS'), 10) / 1024,
    });
    const took: number[] = [];
    let first = { descriptors: 0, residentMib: 0 };
    for (let round = 1; round <= UPGRADES; round++) {
      const { code, stdout } = await daemon.ctl('upgrade', '--json');
      assert.equal(code, 0, stdout);
      took.push((JSON.parse(stdout) as { took_ms: number }).took_ms);
      if (round === 1) first = measure();
    }
    assert.deepEqual(await running(), before);
    await until('no descriptor more', () => measure().descriptors <= first.descriptors);
    const last = measure();
    assert.ok(last.residentMib <= first.residentMib + GROWTH_MIB, JSON.stringify({ first, last }));
    for (const one of before) {
      assert.match(new Proc(Number(one.split(' ')[1])).status('State'), /^[^Z]/);
    }
    await daemon.rpc('stopAllProcesses');
    let lines = 0;
    for (let n = 0; n < PROGRAMS; n++) {
      const copies = Array.from({ length: BACKUPS }, (_, copy) => `n${n}.log.${BACKUPS - copy}`);
      const text = [...copies, `n${n}.log`].map((file) => rig.read(file)).join('');
      const whole = text.split('\n').slice(0, -1);
      lines += whole.length;
      const wrong = whole.findIndex((line, index) => line !== `line ${index + 1}`);
      assert.equal(wrong, -1, `program ${n}: '${whole[wrong]}' is line ${wrong + 1}`);
    }
    took.sort((a, b) => a - b);
    const [median, slowest] = [took[took.length >> 1], took.at(-1)];
    console.log(
      `# ${lines} lines; nobody answered for ${median} ms (median), ${slowest} ms (most)`,
    );
    console.log(`# first and last: ${JSON.stringify([first, last])}`);
  },
);
