/** What sections that cannot be used are refused with, to the letter, and where. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIN, readText, refusal } from '../../test/rig/read-config.ts';

/** Whole files but for `[supervisord]`, which follows; the line is that of the culprit. */
const FILES: readonly (readonly [rule: string, text: string, line: number, reason: string])[] = [
  [
    'errors of a program name section and file [1.5-suffix]',
    '[program:x]\nnumprocs=1',
    1,
    `program section program:x does not specify a command in section 'program:x' (file: '${MAIN}')`,
  ],
  [
    'errors of a program name section and file [1.5-suffix]',
    '[program:x]\ncommand=c\n\nnumprocs=2',
    4,
    `%(process_num) must be present within process_name when numprocs > 1 in section 'program:x' (file: '${MAIN}')`,
  ],
  [
    'errors of a program name section and file [1.5-suffix]',
    '[program:x]\ncommand=c\nstopasgroup=true\nkillasgroup=false',
    4,
    `Cannot set stopasgroup=true and killasgroup=false in section 'program:x' (file: '${MAIN}')`,
  ],
  [
    'a bad name has no such end [1.5-no-suffix]',
    '\n[program:a b]\ncommand=c',
    2,
    "Invalid name: 'a b' because of character: ' '",
  ],
  [
    'a bad name has no such end [1.5-no-suffix]',
    '[group:a:b]',
    1,
    "Invalid name: 'a:b' because of character: ':'",
  ],
  [
    'nor has the priority of a group [1.5-no-suffix]',
    '[program:x]\ncommand=c\npriority=high',
    3,
    "invalid literal for int() with base 10: 'high'",
  ],
  [
    'but that of a program in a group has [1.5-suffix]',
    '[program:x]\ncommand=c\npriority=high\n[group:g]\nprograms=x',
    3,
    `invalid literal for int() with base 10: 'high' in section 'program:x' (file: '${MAIN}')`,
  ],
  [
    'a group names programs that there are [2.8-unknown-program]',
    '[group:g]\nprograms=zz',
    2,
    '[group:g] names unknown program or fcgi-program zz',
  ],
  [
    'a group names programs that there are, not only at first [2.8-unknown-program]',
    '[program:x]\ncommand=c\n[group:g]\nprograms=x, zz',
    4,
    '[group:g] names unknown program or fcgi-program zz',
  ],
  [
    'a name of two programs is ambiguous, not only at first [2.8-ambiguous]',
    '[program:x]\ncommand=c\n[program:a]\n[fcgi-program:a]\n[group:g]\nprograms=x,a',
    6,
    '[group:g] name a is ambiguous (exists as program and fcgi-program)',
  ],
  [
    'an event listener is in no group [2.7-not-in-group]',
    '[eventlistener:e]\ncommand=c\nevents=EVENT\n[group:g]\nprograms=e',
    5,
    '[group:g] names unknown program or fcgi-program e',
  ],
  [
    'a name of two programs is ambiguous in a group [2.8-ambiguous]',
    '[program:a]\n[fcgi-program:a]\n[group:g]\npriority=1\nprograms=a',
    5,
    '[group:g] name a is ambiguous (exists as program and fcgi-program)',
  ],
  [
    'an event listener says what it listens to [2.7-events-required]',
    '[eventlistener:e]\ncommand=c',
    1,
    '[eventlistener:e] section requires an "events" line',
  ],
  [
    'an event listener says what it listens to [2.7-events-required]',
    '[eventlistener:e]\ncommand=c\nevents=',
    1,
    '[eventlistener:e] section requires an "events" line',
  ],
  [
    'an event listener says what it listens to [2.7-events-unknown]',
    '[eventlistener:e]\ncommand=c\nevents=TICK_5,foo',
    3,
    'Unknown event type FOO in [eventlistener:e] events',
  ],
  [
    'an event listener has room for an event [2.7-buffer-size-bounds]',
    '[eventlistener:e]\ncommand=c\nevents=EVENT\nbuffer_size=0',
    4,
    '[eventlistener:e] section sets invalid buffer_size (0)',
  ],
  [
    'an event listener keeps its stderr apart [2.7-redirect-stderr]',
    '[eventlistener:e]\ncommand=c\nevents=EVENT\nredirect_stderr=on',
    4,
    '[eventlistener:e] section sets redirect_stderr=true but this is not allowed because it will interfere with the eventlistener protocol',
  ],
  [
    'the name of a pool is checked late [2.7-name]',
    '[eventlistener:e f]\ncommand=c\nevents=EVENT',
    1,
    `Invalid name: 'e f' because of character: ' ' in section 'eventlistener:e f' (file: '${MAIN}')`,
  ],
  [
    'an fcgi-program needs a socket [2.6-socket-required]',
    '[fcgi-program:f]\ncommand=c',
    1,
    '[fcgi-program:f] section requires a "socket" line',
  ],
  [
    'a socket is a path or a port of a host [2.6-socket]',
    '[fcgi-program:f]\ncommand=c\nsocket=foo',
    3,
    "('Bad socket format %s', 'foo') in [fcgi-program:f] socket",
  ],
  [
    'a socket is a path or a port of a host [2.6-socket]',
    '[fcgi-program:f]\ncommand=c\nsocket=unix://rel',
    3,
    "('Unix socket path %s is not an absolute path', 'rel') in [fcgi-program:f] socket",
  ],
  [
    'a socket is a path or a port of a host [2.6-socket]',
    '[fcgi-program:f]\ncommand=c\nsocket=tcp://h:99999',
    3,
    '99999 is above upper bound (65535) in [fcgi-program:f] socket',
  ],
  [
    'owner and mode are for unix sockets only [2.6-tcp-has-no-owner]',
    '[fcgi-program:f]\ncommand=c\nsocket=tcp://h:9\nsocket_mode=0700',
    4,
    'socket_owner and socket_mode params should only be used with a Unix domain socket in [fcgi-program:f] socket',
  ],
  [
    'a backlog is a number from 1 to 65535 [2.6-socket-backlog]',
    '[fcgi-program:f]\ncommand=c\nsocket=tcp://h:9\nsocket_backlog=0',
    4,
    'Invalid socket_backlog value 0',
  ],
  [
    'a backlog is a number from 1 to 65535 [2.6-socket-backlog]',
    '[fcgi-program:f]\ncommand=c\nsocket=tcp://h:9\nsocket_backlog=65536',
    4,
    'Invalid socket_backlog value 65536',
  ],
  [
    'owner and mode are for unix sockets only [2.6-tcp-has-no-owner]',
    '[fcgi-program:f]\ncommand=c\nsocket=tcp://h:9\nsocket_owner=root',
    4,
    'socket_owner and socket_mode params should only be used with a Unix domain socket in [fcgi-program:f] socket',
  ],
  [
    'the owner of a socket must be there [2.6-socket-owner]',
    '[fcgi-program:f]\ncommand=c\nsocket=unix:///s\nsocket_owner=nosuch:x',
    4,
    'Invalid socket_owner value nosuch:x',
  ],
  [
    'the mode of a socket is octal [2.6-socket-mode]',
    '[fcgi-program:f]\ncommand=c\nsocket=unix:///s\nsocket_mode=9',
    4,
    'Invalid socket_mode value 9',
  ],
  [
    'a unix server needs a path [2.1-file-required]',
    '[unix_http_server]',
    1,
    'section [unix_http_server] has no file value',
  ],
  [
    'its mode is octal [2.1-chmod]',
    '[unix_http_server]\nfile=s\nchmod=rw',
    3,
    'Invalid chmod value rw',
  ],
  [
    'its owner must be there [2.1-chown]',
    '[unix_http_server]\nfile=s\nchown=root:4242',
    3,
    'Invalid sockchown value root:4242',
  ],
  [
    'a name needs a password [2.1-credentials]',
    '[unix_http_server:a]\nfile=s\nusername=ann',
    1,
    'Section [unix_http_server:a] contains incomplete authentication: If a username or a password is specified, both the username and password must be specified',
  ],
  [
    'a password needs a name [2.1-credentials]',
    '[unix_http_server]\nfile=s\npassword=secret',
    1,
    'Section [unix_http_server] contains incomplete authentication: If a username or a password is specified, both the username and password must be specified',
  ],
  [
    'a TCP server needs a port [2.2-port-required]',
    '[inet_http_server]',
    1,
    'section [inet_http_server] has no port value',
  ],
  [
    'a port is a number up to 65535 [2.2-port]',
    '[inet_http_server]\nport=99999',
    2,
    "not a valid port number: '99999' ",
  ],
  [
    'a name needs a password there, too [2.2-credentials]',
    '[inet_http_server]\nport=0\nusername=ann',
    1,
    'Section [inet_http_server] contains incomplete authentication: If a username or a password is specified, both the username and password must be specified',
  ],
  [
    'the port of an address is one, too [2.2-port]',
    '[inet_http_server]\nport=h:99999',
    2,
    '99999 is above upper bound (65535)',
  ],
  [
    'the port of an address is one, too [2.2-port]',
    '[inet_http_server]\nport=h:0',
    2,
    '0 is below lower bound (1)',
  ],
  [
    'the port of an address is one, too [2.2-port]',
    '[inet_http_server]\nport=h:',
    2,
    "no port number specified in ''",
  ],
  [
    'a plug-in needs a factory [2.10-factory-required]',
    '[rpcinterface:x]',
    1,
    'section [rpcinterface:x] does not specify a supervisor.rpcinterface_factory',
  ],
  [
    'an [include] needs files [1.4-files-required]',
    '[include]',
    1,
    '.ini file has [include] section, but no files setting',
  ],
];

for (const [rule, text, line, reason] of FILES) {
  test(rule, () => {
    assert.equal(
      refusal(() => readText(text)),
      `${reason} [${MAIN}:${line}]`,
    );
  });
}
