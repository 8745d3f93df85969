import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onlyProgram, source } from '../../../test/rig/import-source.ts';
import { readService } from './systemd.ts';

const DEFAULTS = { command: '/bin/a', autorestart: 'false', stopasgroup: 'true' };

function service(lines: string, file = 'a.service') {
  return onlyProgram(readService(source(file, `[Service]\n${lines}\n`)));
}

/** What lines of [Service] make of a command, besides what every service becomes. */
const LINES: readonly (readonly [lines: string, options: Record<string, string>, note?: RegExp])[] =
  [
    ['', {}],
    ['Restart=always', { autorestart: 'true' }],
    ['Restart=on-failure', { autorestart: 'unexpected' }],
    ['Restart=on-abnormal', { autorestart: 'unexpected' }, /Restart=on-abnormal .* another code/],
    ['Restart=on-success', {}, /^Restart=on-success has no exact equivalent: no$/],
    ['KillMode=process', { stopasgroup: '' }],
    ['KillMode=mixed', { stopasgroup: '', killasgroup: 'true' }],
    ['KillMode=none', { stopasgroup: '' }, /KillMode=none/],
    ['KillSignal=SIGQUIT\nTimeoutSec=2min', { stopsignal: 'QUIT', stopwaitsecs: '120' }],
    ['Type=oneshot\nRemainAfterExit=yes', { startsecs: '0' }],
    ['Type=forking', {}, /must stay in the foreground/],
    ['Type=dbus\nBusName=org.a', {}, /Type=dbus: a program counts as started/],
    ['User=ann\nGroup=ann', { user: 'ann' }],
    ['WorkingDirectory=-/srv', { directory: '/srv' }],
    ['WorkingDirectory=~', {}, /write the home/],
    ['RestartPreventExitStatus=23\nSuccessExitStatus=0 3', { exitcodes: '0,3,23' }],
    ['Environment=A=1 B[0]=x\nEnvironment=A=2', { environment: 'A="2"' }, /variable B\[0\]/],
    [
      'StandardOutput=syslog\nSyslogIdentifier=tag',
      { stdout_syslog: 'true', redirect_stderr: 'true', syslog_tag: 'tag' },
    ],
    [
      'StandardOutput=file:/a\nStandardError=append:/b',
      { stdout_logfile: '/a', stderr_logfile: '/b' },
    ],
    ['StandardOutput=tty', { redirect_stderr: 'true' }, /stdout to tty: no equivalent/],
    ['Nice=5\nCPUQuota=20%%', {}, /limits and scheduling: Nice, CPUQuota/],
    ['ExecReload=/bin/a --reload', {}, /ExecReload=\/bin\/a --reload: no equivalent/],
    ['SomethingNew=x', {}, /^SomethingNew=x: no equivalent$/],
  ];

test('every line of a service becomes an option, or a note', () => {
  for (const [lines, changes, note] of LINES) {
    const { options, notes } = service(`ExecStart=/bin/a\n${lines}`);
    const expected = Object.entries({ ...DEFAULTS, ...changes }).filter(
      ([, value]) => value !== '',
    );
    assert.deepEqual(options, Object.fromEntries(expected), lines);
    if (note === undefined) assert.deepEqual(notes, [], lines);
    else assert.match(notes.join('\n'), new RegExp(note, 'm'), lines);
  }
});

test('commands lose their marks, and get a shell only for variables', () => {
  const table: readonly [line: string, command: string][] = [
    ['-/bin/a x', '/bin/a x'],
    ['/bin/a $$HOME', "/bin/a '$HOME'"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how systemd writes variables
    ['/bin/a "x y"$$ ${B} $C', `/bin/sh -c "exec /bin/a 'x y''$' \\"\${B}\\" $C"`],
    ['/bin/a 50%%', '/bin/a 50%%'],
    ['/bin/a ; /bin/b', '/bin/a'],
  ];
  for (const [line, command] of table) {
    assert.equal(service(`ExecStart=${line}`).options.command, command, line);
  }
  assert.match(service('ExecStart=@/bin/a b').notes.join(), /the @ before the command/);
  assert.match(service('ExecStart=/bin/a ; /bin/b').notes.join(), /only the first command/);
});

test('a service without a command is one to be completed, a template one to be filled in', () => {
  assert.equal(
    readService(source('a.service', '[Service]\nUser=ann\n')).programs[0]?.isComplete,
    false,
  );
  const { options, notes } = service('ExecStart=/bin/a %i %h', 'a@.service');
  assert.equal(options.command, '/bin/a INSTANCE %%h');
  assert.deepEqual(notes.slice(0, 2), [
    'a template: replace INSTANCE, or use numprocs',
    '%h is known to systemd only: replace it',
  ]);
});
