import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../../test/rig/read-config.ts';

test('words of syslog are taken in upper or lower case, and a wrong one is told what there is', () => {
  const config = readText(`[program:web]
command=/bin/web
syslog_facility=LOCAL3
stderr_syslog_priority=Warning
syslog_tag=shop-%(process_num)s`);
  const [process] = config.groups[0]?.processes ?? [];
  assert.equal(process?.syslog_facility, 'local3');
  assert.equal(process?.stdout.syslog_priority, 'info');
  assert.equal(process?.stderr.syslog_priority, 'warning');
  assert.equal(process?.syslog_tag, 'shop-0');
  assert.throws(
    () => readText('[program:web]\ncommand=x\nsyslog_facility=local9'),
    /'local9' is not a syslog facility; use one of kern, user, .*, local7/,
  );
});

test('the main log has its own, and a socket relative to where supervisord is started', () => {
  const { supervisord } = readText(
    '[supervisord]\nsyslog_socket=run/log\nsyslog_priority=debug\nsyslog_facility=daemon',
  );
  assert.match(supervisord.syslog_socket, /^\/.*run\/log$/);
  assert.deepEqual(
    [supervisord.syslog_priority, supervisord.syslog_facility, supervisord.syslog_tag],
    ['debug', 'daemon', 'supervisord'],
  );
});

test('kill_mode is undefined unless it is set, and kills all that belongs to the program', () => {
  const modes = ['', 'kill_mode=Tree', 'kill_mode=cgroup\nstopasgroup=true'].map((line) => {
    const [process] = readText(`[program:web]\ncommand=x\n${line}`).groups[0]?.processes ?? [];
    return [process?.kill_mode, process?.stopasgroup, process?.killasgroup];
  });
  assert.deepEqual(modes, [
    [undefined, false, false],
    ['tree', false, true],
    ['cgroup', true, true],
  ]);
  assert.throws(
    () => readText('[program:web]\ncommand=x\nkill_mode=all'),
    /'all' is not a kill mode; use one of group, tree, cgroup/,
  );
  assert.throws(
    () => readText('[program:web]\ncommand=x\nkill_mode=tree\nkillasgroup=false'),
    /Cannot set kill_mode=tree and killasgroup=false/,
  );
});

test('what is done about orphans, and how long an end may take, is read for the daemon', () => {
  const { supervisord } = readText(
    '[supervisord]\norphans=KILL\nshutdown_timeout=9\nsubreaper=yes',
  );
  const { orphans, shutdown_timeout, subreaper } = supervisord;
  assert.deepEqual([orphans, shutdown_timeout, subreaper], ['kill', 9, true]);
});
