/** The configuration that docs/security.md shows: it is one, and it does what the page says. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Supervisor } from '../src/client/supervisor.ts';
import { projectRoot } from './rig/commands.ts';
import { needs } from './rig/differences.ts';
import { Rig } from './rig/rig.ts';

const page = readFileSync(path.join(projectRoot, 'docs/security.md'), 'utf8');
const [server = '', client = ''] = [...page.matchAll(/^```ini\n(.*?)^```$/gms)].map(
  ([, text]) => text ?? '',
);

test(
  'the users of docs/security.md are let in as it says, and a check finds nothing wrong',
  needs('openssl', 'apt-get install openssl'),
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const files = ['-keyout', rig.path('server.key'), '-out', rig.path('server.pem')];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    execFileSync('openssl', ['req', '-x509', ...curve, '-days', '1', ...subject, ...files], {
      stdio: 'ignore',
    });
    const text = server.replace('9443', String(port)).replace('www-data', '33');
    const { paths } = rig.configure(`${text}[program:web]\ncommand = /bin/cat\nstartsecs = 0\n`);
    const checked = await rig.supervisord('--check', '--strict', '-c', paths.config);
    // The rig has a unix socket, too.
    assert.match(checked.stdout, /\(repeated-option\)\n\S+: 0 errors, 1 warning\n$/);
    const daemon = await rig.foreground(paths);
    await daemon.state('web', 'RUNNING');

    const serverUrl = `https://localhost:${port}`;
    const cafile = rig.path('server.pem');
    const ann = new Supervisor({
      serverUrl,
      cafile,
      username: 'ann',
      password: 'example-password',
    });
    assert.equal(await ann.stopProcess('web'), true);
    const robot = new Supervisor({ serverUrl, cafile, token: 'example-token' });
    assert.equal((await robot.getProcessInfo('web')).statename, 'STOPPED');
    await assert.rejects(robot.startProcess('web'), { faultName: 'NOT_PERMITTED', code: 100 });
    for (const supervisor of [ann, robot]) supervisor.close();

    const config = client
      .replace('https://box.example.com:9443', serverUrl)
      .replace('/etc/ssl/private-ca.pem', cafile);
    const ctl = ['-c', rig.write('ctl.conf', config), '-p', 'example-password'];
    assert.match((await rig.supervisorctl(...ctl, 'status')).stdout, /^web +STOPPED/);
  },
);
