/** What docs/containers.md shows, run as it would be in a container. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { projectRoot, read, supervisord } from '../rig/commands.ts';
import { Container, shownFile } from '../rig/container.ts';
import { asAdmin, difference, isInstalled, type Need, needs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const page = readFileSync(path.join(projectRoot, 'docs/containers.md'), 'utf8');
const CONFIG = '/etc/supervisord.conf';
const LISTENER = '/usr/local/bin/stop-when-fatal';
/** Where the listener is here: `/usr` is this machine's. */
const SCRIPT = '/srv/bin/stop-when-fatal';

const ENTRYPOINT = [supervisord, '-c', CONFIG] as const;

/** The files that the page shows, with another port. */
function shownFiles(port: number): Record<string, string> {
  const files = [CONFIG, '/etc/nginx.conf', '/etc/php-fpm.conf', '/srv/index.php'].map((file) => [
    file,
    shownFile(page, file).replace('listen 8080', `listen ${port}`).replace(LISTENER, SCRIPT),
  ]);
  return { ...Object.fromEntries(files), [SCRIPT]: shownFile(page, LISTENER) };
}

function needsServers(): Need {
  if (!isInstalled('php-fpm8.2')) return needs('php-fpm8.2', 'apt-get install php8.2-fpm');
  if (!isInstalled('nginx')) return needs('nginx', 'apt-get install nginx-light');
  return asAdmin();
}

/** The page that nginx has of PHP; undefined before it can be had. */
async function get(port: number): Promise<string | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    return answer.ok ? await answer.text() : undefined;
  } catch {
    return undefined;
  }
}

/** Children of a process that have ended and are not collected. */
function zombiesOf(pid: number): string[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(' ');
  return children.filter((child) => /^State:\s+Z/m.test(read(`/proc/${child}/status`)));
}

difference(
  '/dev/stdout that is a socket',
  'as process 1 it serves, logs to its standard output, reaps orphans and stops in order',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const files = shownFiles(port);
    const orphans = `[program:orphans]
command = /bin/sh /srv/parent.sh
stdout_logfile = NONE
`;
    const container = await Container.start(rig, ENTRYPOINT, {
      ...files,
      [CONFIG]: `${files[CONFIG]}${orphans}`,
      '/srv/orphan.sh': 'until grep -q "^PPid:.1$" /proc/$$/status; do :; done\n',
      '/srv/parent.sh': '(sh /srv/orphan.sh &)\nexec cat\n',
    });
    const { program } = container;
    await program.prints(/INFO supervisord started with pid 1\n/);
    assert.equal(await until('the page', () => get(port)), 'Hello from PHP 8\n');
    await program.prints(/"GET \/ HTTP\/1\.1" 200/); // nginx, through /dev/stdout
    await program.prints(/ready to handle connections/); // PHP-FPM, through standard error
    await program.prints(/INFO reaped unknown pid \d+ \(exit status 0\)/);
    await until('no zombies', () => zombiesOf(container.pid).length === 0);
    await until('four programs to run', async () => {
      const { stdout } = await container.ctl('status');
      return stdout.match(/^(?:nginx|orphans|php|watch) +RUNNING /gm)?.length === 4;
    });

    container.signal('SIGHUP');
    await program.prints(/(INFO supervisord started with pid 1\n[\s\S]*){2}/);
    assert.equal(await until('the page', () => get(port)), 'Hello from PHP 8\n');

    container.signal('SIGTERM');
    const { stdout: printed, code } = await program.exited;
    assert.equal(code, 0);
    const lastLife = printed.slice(printed.lastIndexOf('supervisord started with'));
    const stopped = [...lastLife.matchAll(/INFO stopped: (nginx|php) \(exit status 0\)/g)];
    assert.deepEqual(
      stopped.map(([, name]) => name),
      ['nginx', 'php'],
    );
  },
  needsServers(),
);

difference(
  '/dev/stdout that is a socket',
  'the listener of the page ends the container when a program is given up',
  async () => {
    await using rig = await Rig.create();
    const shown = shownFile(page, CONFIG).replace(LISTENER, SCRIPT);
    const sections = shown.split(/^(?=\[)/m);
    const others = sections.filter((section) => !section.startsWith('[program:'));
    const container = await Container.start(rig, ENTRYPOINT, {
      [CONFIG]: `${others.join('')}
[program:broken]
command = /bin/false
startretries = 0
stdout_logfile = /dev/fd/1
stdout_logfile_maxbytes = 0
`,
      [SCRIPT]: shownFile(page, LISTENER),
    });
    const { stdout, code } = await container.program.exited;
    assert.match(stdout, /gave up: broken entered FATAL state[\s\S]*received SIGTERM/);
    assert.equal(code, 0);
  },
  asAdmin(),
);

test('a configuration that cannot be used ends the container with 2', asAdmin(), async () => {
  await using rig = await Rig.create();
  const files = { [CONFIG]: '[supervisord]\nnodaemon = true\n[program:x]\nstartsecs = soon\n' };
  const container = await Container.start(rig, ENTRYPOINT, files);
  const { stderr, code } = await container.program.exited;
  assert.match(stderr, /^Error: /);
  assert.equal(code, 2);
});
