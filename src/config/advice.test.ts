import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIN, read, readText } from '../../test/rig/read-config.ts';

function advice(text: string): string[] {
  return readText(text).notes.map((note) => {
    assert.equal(note.level, 'warn');
    return note.text;
  });
}

test('an option that is not known is told, with the one that may be meant', () => {
  assert.deepEqual(
    advice('[program:x]\ncommand=c\nautostrat=no\nstdout_logfil=/tmp/x\nloglevel=info'),
    [
      `unknown option 'autostrat' in section 'program:x', did you mean 'autostart'? [${MAIN}:3]`,
      `unknown option 'stdout_logfil' in section 'program:x', did you mean 'stdout_logfile'? [${MAIN}:4]`,
      `unknown option 'loglevel' in section 'program:x' [${MAIN}:5]`,
    ],
  );
});

test('a section that is not known is told, with the one that may be meant', () => {
  assert.deepEqual(advice('[Program:x]\n[ program:y]\n[unix_http_sever]\n[other]'), [
    `unknown section [Program:x], did you mean [program:x]? [${MAIN}:1]`,
    `unknown section [ program:y], did you mean [program:y]? [${MAIN}:2]`,
    `unknown section [unix_http_sever], did you mean [unix_http_server]? [${MAIN}:3]`,
    `unknown section [other] [${MAIN}:4]`,
  ]);
});

test('options of [DEFAULT] and of plug-ins are left alone', () => {
  assert.deepEqual(
    advice('[DEFAULT]\nanything=x\n[ctlplugin:x]\nsupervisor.ctl_factory=a:b\nown=1'),
    [],
  );
});

test('a value of environment= that is cut short is told once', () => {
  assert.deepEqual(
    advice(
      '[program:x]\ncommand=c\nnumprocs=2\nprocess_name=%(process_num)s\n' +
        'environment=B="$ok",A=$HOME\n[program:y]\ncommand=c\nenvironment=C=a b',
    ),
    [
      `environment in section 'program:x': the value of A ends with '$', and 'HOME' behind it is lost; put the whole value in quotes [${MAIN}:5]`,
      `environment in section 'program:y': the value of C ends with 'a', and 'b' behind it is lost; put the whole value in quotes [${MAIN}:8]`,
    ],
  );
});

test('of two groups with one name the second is told to be ignored', () => {
  assert.deepEqual(
    advice('[program:g]\ncommand=c\n[program:p]\ncommand=c\n[group:g]\nprograms=p'),
    [`[program:g] is ignored, since [group:g] makes a group of the same name 'g' [${MAIN}:1]`],
  );
});

test('the main interface and plain programs are nothing to talk about', () => {
  assert.deepEqual(
    advice(
      '[rpcinterface:supervisor]\n' +
        'supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n' +
        '[program:p]\ncommand=c\nstdout_capture_maxbytes=0\n[supervisorctl]\nserverurl=x',
    ),
    [],
  );
});

test('an [include] in an included file is told to have no effect', () => {
  const { notes } = read({
    [MAIN]: '[supervisord]\n[include]\nfiles=d/*\n',
    '/etc/d/i.conf': '[include]\nfiles=more/*\n',
  });
  assert.deepEqual(notes[0], {
    level: 'warn',
    text: '[include] has no effect in an included file [/etc/d/i.conf:2]',
  });
});
