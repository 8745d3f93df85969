/** supervisorctl, and clients, that cannot talk to supervisord. */
import type { Chapter } from '../answer.ts';

export const REACHING: Chapter = {
  title: 'supervisorctl cannot talk to supervisord',
  about:
    'The first line is in the words that scripts know; the second, on standard error, says what would help. ' +
    'supervisorctl talks to the `serverurl=` of its `[supervisorctl]` section, or to what `-s` names.',
  answers: [
    {
      says: ['{url} no such file'],
      madeOf: ['{} {}', 'no such file'],
      means: 'There is no socket at that path: supervisord does not run, or uses another one.',
      remedy:
        '`pgrep -a supervisord` shows whether it runs, and with which `-c`. Use the same file: `supervisorctl -c FILE status`. If it does not run, start it: `systemctl start supervisor` or `supervisord -c FILE`.',
    },
    {
      says: [
        'start supervisord, or check that serverurl in [supervisorctl] is file= in [unix_http_server]; if it runs, its socket was removed',
        'there is no directory {folder}: is supervisord installed and running?',
      ],
      means: 'The advice to `no such file`: nobody runs, or the two sections name different paths.',
      remedy:
        'Compare `file=` of `[unix_http_server]` with `serverurl=unix://...` of `[supervisorctl]`, in the file that supervisord was started with.',
    },
    {
      says: [
        '{url} refused connection',
        'nobody listens at {path}, which a supervisord has left behind: start supervisord',
      ],
      madeOf: ['{} {}', 'refused connection'],
      means:
        'Nobody listens there: supervisord has ended, or has no `[inet_http_server]`. A socket file without a listener is left by one that was killed.',
      remedy:
        'Start supervisord; it takes over a socket that was left behind. Look at the end of its log for why it ended.',
    },
    {
      says: [
        'nothing listens at {address}: start supervisord with [inet_http_server] port={address}, or name another address with -s',
      ],
      means: 'The advice to `refused connection` on a port.',
      remedy:
        '`ss -ltnp` shows who listens where. Without `[inet_http_server]` there is only the unix socket: remove `-s` or `serverurl=http://...`.',
    },
    {
      says: ['{path} is no socket: check serverurl in [supervisorctl], or -s'],
      means: 'A plain file or folder is at the path.',
      remedy: 'Correct the path: `file=` of `[unix_http_server]` says it.',
    },
    {
      says: [
        '{file} belongs to {user}:{group} with mode {mode}: {who} may use it, {user} may not; use sudo, or set chmod and chown in [unix_http_server]',
        '{user} may not look at {folder}: try sudo',
      ],
      madeOf: [
        '{} may not look at {}: try sudo',
        'the group {}',
        'set chmod and chown in [unix_http_server]',
        'chmod it',
        '{} belongs to {}:{} with mode {}: {} may use it, {} may not; use sudo, or {}',
      ],
      means: 'You may not use the socket: `PermissionError` stands above it.',
      remedy:
        '`sudo supervisorctl ...`; or let a group in: `chmod=0770` and `chown=root:GROUP` in `[unix_http_server]`, restart supervisord, and log in anew after you joined the group.',
    },
    {
      says: [
        'the host of {address} cannot be found: check serverurl in [supervisorctl], or -s',
        '{address} cannot be reached: check the network, and that no firewall is in between',
      ],
      means: 'The machine of `serverurl` has no address, or does not answer.',
      remedy:
        '`getent hosts NAME`, `ping` and `curl -v http://HOST:PORT/` tell where it ends. A server with `port=127.0.0.1:9001` is reached from that machine only.',
    },
    {
      says: [
        'Server requires authentication',
        'set username and password in [supervisorctl], or use -u and -p',
        'the user name or the password is wrong: those of the server are in its [unix_http_server], [inet_http_server] and [user:x]',
      ],
      means: 'The server wants a user and a password (status 401), and got none or wrong ones.',
      remedy:
        'Set `username=` and `password=` (or `token=`) in `[supervisorctl]` to those of the server. A `%` in a password is written twice in both files.',
    },
    {
      says: [
        'the [user:x] section of the server says what the role and the groups of its user are',
      ],
      means: 'You are known, and may not do that (fault 100, `NOT_PERMITTED`, or status 403).',
      remedy:
        'Ask for `role=operator` (start and stop) or `role=admin` (everything), or for the group in `groups=`.',
    },
    {
      says: [
        'what answers at {url} is no supervisord: check serverurl in [supervisorctl], or -s',
        'what answers at {url} is no supervisord, or something stands in front of it: it says {status}',
        'the server closed the connection: it may be ending, see its log; or it is no supervisord',
      ],
      means:
        'Something answers there that does not speak as supervisord does: another program has the port, a proxy stands in between, or a server with a certificate is asked by `http://`.',
      remedy:
        '`ss -ltnp` shows who has the port. For a server with `certificate=`, use `https://`.',
    },
    {
      says: ['supervisord is stopping or restarting: try again when it has'],
      means:
        'Fault 6, `SHUTDOWN_STATE`: while supervisord ends or restarts, it takes no more commands.',
      remedy: 'Wait; `supervisorctl status` shows what is still STOPPING.',
    },
    {
      says: ['supervisorctl check shows all that is wrong with the configuration'],
      means:
        'Fault 92, `CANT_REREAD`: the files have an error, which stands above it. What runs has not been touched.',
      remedy: 'Run it, mend what it shows, and repeat the command.',
    },
    {
      says: [
        'Sorry, supervisord responded but did not recognize the supervisor namespace commands that supervisorctl uses to control it.  Please check that the [rpcinterface:supervisor] section is enabled in the configuration file (see sample.conf).',
        'add the section [rpcinterface:supervisor] to the file of supervisord and restart it; if it is there, the server is too old for this command',
      ],
      means: 'supervisord runs without the section that brings the methods. Exit status 3.',
      remedy:
        'Add `[rpcinterface:supervisor]` and `supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface`, and restart supervisord.',
    },
    {
      says: [
        'Sorry, this version of supervisorctl expects to talk to a server with API version {version}, but the remote version is {version}.',
        'use the supervisorctl that belongs to that server, or update the server to one that speaks {version}',
      ],
      means: 'The server speaks an API of another age. Exit status 5.',
      remedy:
        'Two installations are mixed: `type -a supervisorctl supervisord` shows all that are in the PATH.',
    },
    {
      says: ['ERROR: the server cannot do this: it is not visord, or an older one'],
      means:
        'A flag of visord was used on a server that does not know it, such as the Python original.',
      remedy: 'Leave the flag out, or update the server and restart it.',
    },
    {
      says: [
        'nobody who is trusted vouches for the certificate of {address}: name the file of who does with cafile in [supervisorctl]',
        'the certificate of {address} is for other names: use one of them in serverurl, or -s',
        'the certificate of {address} is not valid now: renew it, or set the clock',
      ],
      means: 'The certificate of the server is not believed.',
      remedy:
        '`openssl s_client -connect HOST:PORT </dev/null | openssl x509 -noout -subject -issuer -dates -ext subjectAltName` shows it. For one of your own, set `cafile=` to it or to its issuer.',
    },
    {
      says: [
        '{address} does not speak TLS: use http:// in serverurl, or give the server a certificate',
        '{address} wants a certificate that its client_ca vouches for: set certificate and key in [supervisorctl]',
      ],
      means:
        'One side uses TLS and the other does not, or the server asks clients for a certificate.',
      remedy: 'Make `serverurl` fit the server section; see [security](../security.md).',
    },
    {
      says: ['cannot use {file}: {why}'],
      madeOf: ['cannot use {}: {}', 'the certificate and its key'],
      means:
        '`cafile`, `certificate` or `key` of `[supervisorctl]` cannot be read, or do not belong together.',
      remedy:
        'Check that you may read the files, and `openssl x509 -in FILE -noout` and `openssl pkey -in FILE -noout`.',
    },
    {
      says: ["error: <class '{class}'>, {text}: file: {file} line: {line}"],
      madeOf: [
        'error: {}: file: {} line: {}',
        "<class '{}'>, {}",
        '<Fault {}: {}>',
        '<ProtocolError for 127.0.0.1{}: {} {}>',
        'Remote end closed connection without response',
        '[Errno {}] {}',
        '[Errno {}] {}{}',
        'int exceeds XML-RPC limits',
        'EOF when reading a line',
        'Unknown result code {} for {}',
      ],
      means:
        'An error that no command expects, in the form that scripts search for. In `<...>` stands the fault or status, or the error of the system; file and line are ours.',
      remedy:
        'Look up the fault or the error below. `EOF when reading a line`: a question came where nobody can answer, as in a script; give the command its arguments.',
    },
    {
      says: [
        '{url} Cannot read, status code {status}',
        "{url} Cannot connect, error: <class '{class}'> ({text})",
      ],
      madeOf: ['Cannot read, status code {}', "Cannot connect, error: <class '{}'> ({})"],
      means: 'A log cannot be followed. 404: there is no such process, or it has no log file.',
      remedy:
        'Check the name with `supervisorctl status`. With `stdout_logfile=NONE` or syslog there is nothing to follow.',
    },
    {
      says: [
        'cannot reach {url}: {errno}',
        '{method} was not answered within {time} ms',
        'the connection closed without an answer',
        'the connection closed within an answer',
        'fault {code}: {text}',
        '{path}: {status} {reason}',
        'a token has no blanks and no letters beyond ASCII',
      ],
      madeOf: [
        'cannot reach {}: {}',
        '{} was not answered within {} ms',
        'the connection closed {} an answer',
        'fault {}: {}',
        '{}: {} {}',
      ],
      means: 'What the client library (`visord/client`) throws, and listeners that use it.',
      remedy:
        'The same causes as above; [the client](../client.md) says which class of error is which.',
    },
    {
      says: ['not an HTTP status line: {line}'],
      madeOf: [
        'a line too long',
        'not an HTTP status line: {}',
        'a header without a colon: {}',
        'too many headers',
        'a bad Content-Length',
        'not the size of a chunk: {}',
      ],
      means: 'What came back is not HTTP.',
      remedy:
        'Another program listens there: check the port with `ss -ltnp`, and whether the server wants `https://`.',
    },
    {
      says: ['{what} at character {position}'],
      madeOf: [
        '{} at character {}',
        'invalid token',
        'mismatched tag </{}>',
        'junk after document element',
        'too many elements',
        'elements nested too deeply',
        'no closing tag for <{}>',
        'no element found',
        'a bare ]]>',
        'text outside of the document element',
        'document types are not allowed',
        'no {}',
        'entity {}',
        'no method call',
        'a fault without faultCode',
        'an answer without a value',
        "integer '{}'",
        "double '{}'",
        "dateTime '{}'",
        'a member without name and value',
        'no method name',
      ],
      means:
        'A request or an answer is no good XML-RPC: it was cut, or made by hand, or is a page of HTML.',
      remedy:
        'If supervisorctl says it, the server is no supervisord. If the log of supervisord says it, a client is broken: use a library for XML-RPC.',
    },
  ],
};
