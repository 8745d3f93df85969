"""What event listeners and other programs of supervisord are made of.

    while True:
        headers, payload = listener.wait()
        ...
        listener.ok()

Standard input and output belong to the protocol: a listener prints to standard error.
"""
import sys
import time
import xmlrpc.client

from supervisor.xmlrpc import SupervisorTransport

BEGIN = '<!--XSUPERVISOR:BEGIN-->'
END = '<!--XSUPERVISOR:END-->'


def getRPCTransport(env):
    """A transport to the supervisord that an environment tells of.

    Raises KeyError without SUPERVISOR_SERVER_URL.
    """
    return SupervisorTransport(
        env.get('SUPERVISOR_USERNAME', ''),
        env.get('SUPERVISOR_PASSWORD', ''),
        env['SUPERVISOR_SERVER_URL'],
    )


def getRPCInterface(env):
    """A proxy of that supervisord: `getRPCInterface(os.environ).supervisor.getState()`."""
    return xmlrpc.client.ServerProxy('http://127.0.0.1', getRPCTransport(env))


def get_headers(line):
    """`ver:3.0 server:supervisor …` as a dictionary."""
    return dict(word.split(':', 1) for word in line.split())


def eventdata(payload):
    """The fields in the first line of a payload, and the text behind it."""
    line, _, data = payload.partition('\n')
    return get_headers(line), data


def get_asctime(now=None):
    """Local time as the log of supervisord has it: `2026-01-02 03:04:05,678`."""
    if now is None:
        now = time.time()
    milliseconds = int(now * 1000) % 1000
    return '%s,%03d' % (time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(now)), milliseconds)


class ProcessCommunicationsProtocol:
    """Sends events PROCESS_COMMUNICATION, for programs with `stdout_capture_maxbytes`."""

    def send(self, msg, fp=None):
        stream = sys.stdout if fp is None else fp
        stream.write(BEGIN + msg + END)
        stream.flush()

    def stdout(self, msg):
        self.send(msg, sys.stdout)

    def stderr(self, msg):
        self.send(msg, sys.stderr)


class EventListenerProtocol:
    """A listener's side of the conversation with supervisord."""

    def wait(self, stdin=None, stdout=None):
        """Says READY and waits for an event: its header as a dictionary, and its payload.

        Ends the program when supervisord has ended the conversation.
        """
        source = sys.stdin if stdin is None else stdin
        self.ready(stdout)
        line = source.readline()
        if not line:
            raise SystemExit(0)
        headers = get_headers(line)
        return headers, source.read(int(headers['len']))

    def ready(self, stdout=None):
        _write(stdout, 'READY\n')

    def ok(self, stdout=None):
        self.send('OK', stdout)

    def fail(self, stdout=None):
        self.send('FAIL', stdout)

    def send(self, data, stdout=None):
        """Answers the event: supervisord counts the bytes of the answer."""
        _write(stdout, 'RESULT %d\n%s' % (len(data.encode('utf-8')), data))


def _write(stream, text):
    target = sys.stdout if stream is None else stream
    target.write(text)
    target.flush()


pcomm = ProcessCommunicationsProtocol()
listener = EventListenerProtocol()
