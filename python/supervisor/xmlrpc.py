"""XML-RPC to a supervisord over a unix socket or HTTP, for `xmlrpc.client.ServerProxy`.

    transport = SupervisorTransport('user', 'password', 'unix:///run/supervisor.sock')
    proxy = xmlrpc.client.ServerProxy('http://127.0.0.1', transport=transport)
    proxy.supervisor.getState()

The address of the proxy says nothing: the server URL of the transport does.
"""
import base64
import http.client
import socket
import xmlrpc.client
from urllib.parse import urlparse


class Faults:
    UNKNOWN_METHOD = 1
    INCORRECT_PARAMETERS = 2
    BAD_ARGUMENTS = 3
    SIGNATURE_UNSUPPORTED = 4
    SHUTDOWN_STATE = 6
    BAD_NAME = 10
    BAD_SIGNAL = 11
    NO_FILE = 20
    NOT_EXECUTABLE = 21
    FAILED = 30
    ABNORMAL_TERMINATION = 40
    SPAWN_ERROR = 50
    ALREADY_STARTED = 60
    NOT_RUNNING = 70
    SUCCESS = 80
    ALREADY_ADDED = 90
    STILL_RUNNING = 91
    CANT_REREAD = 92
    NOT_PERMITTED = 100
    UPGRADING = 101


def getFaultDescription(code):
    """The name of a fault; `UNKNOWN` for a code that is none."""
    for name, value in vars(Faults).items():
        if name.isupper() and value == code:
            return name
    return 'UNKNOWN'


class RPCError(Exception):
    """A fault by its code, with a text such as `BAD_NAME: web`."""

    def __init__(self, code, extra=None):
        self.code = code
        self.text = getFaultDescription(code)
        if extra is not None:
            self.text = '%s: %s' % (self.text, extra)
        super().__init__(self.text)


class UnixStreamHTTPConnection(http.client.HTTPConnection):
    """HTTP on the unix socket whose path is `socketfile`."""

    def __init__(self, host, socketfile, **options):
        super().__init__(host, **options)
        self.socketfile = socketfile

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        if isinstance(self.timeout, (int, float)):
            self.sock.settimeout(self.timeout)
        try:
            self.sock.connect(self.socketfile)
        except OSError:
            self.sock.close()
            raise


class SupervisorTransport(xmlrpc.client.Transport):
    """A transport to the supervisord at `unix:///path` or `http://host:port`.

    One connection is kept, and opened anew when the server has closed it.
    """

    def __init__(self, username=None, password=None, serverurl=None):
        super().__init__()
        self.username = username
        self.password = password
        self.verbose = False
        self.serverurl = serverurl
        url = urlparse(serverurl or '')
        if url.scheme not in ('unix', 'http'):
            raise ValueError('Unknown protocol for serverurl %s' % serverurl)
        self._url = url

    def make_connection(self, host):
        if self._connection[1] is None:
            self._connection = host, self._open()
        return self._connection[1]

    def send_headers(self, connection, headers):
        super().send_headers(connection, headers)
        if self.username:
            login = '%s:%s' % (self.username, self.password or '')
            word = base64.b64encode(login.encode('utf-8')).decode('ascii')
            connection.putheader('Authorization', 'Basic ' + word)

    def _open(self):
        url = self._url
        if url.scheme == 'unix':
            return UnixStreamHTTPConnection('localhost', url.path)
        return http.client.HTTPConnection(url.hostname, url.port or 80)
