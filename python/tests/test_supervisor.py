"""Unit tests of the package: `python3 -m unittest discover -s python/tests`."""
import base64
import io
import os
import socketserver
import sys
import tempfile
import threading
import unittest
import xmlrpc.client
from http.server import BaseHTTPRequestHandler

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))

from supervisor import childutils, events, options, states
from supervisor.datatypes import SuffixMultiplier, byte_size
from supervisor.xmlrpc import Faults, RPCError, SupervisorTransport, getFaultDescription


class Listener(unittest.TestCase):
    def test_waits_for_an_event_whose_length_is_in_characters(self):
        payload = 'type:a\n\u00e9\U0001f600'
        stdin = io.StringIO('ver:3.0 serial:7 eventname:X len:%d\n%snext' % (len(payload), payload))
        stdout = io.StringIO()
        headers, read = childutils.listener.wait(stdin, stdout)
        expected = {'ver': '3.0', 'serial': '7', 'eventname': 'X', 'len': '9'}
        self.assertEqual((headers, read), (expected, payload))
        self.assertEqual(stdout.getvalue(), 'READY\n')
        self.assertEqual(stdin.read(), 'next')

    def test_ends_with_the_conversation(self):
        with self.assertRaises(SystemExit) as ended:
            childutils.listener.wait(io.StringIO(''), io.StringIO())
        self.assertEqual(ended.exception.code, 0)

    def test_answers_with_the_length_in_bytes(self):
        stdout = io.StringIO()
        childutils.listener.ok(stdout)
        childutils.listener.fail(stdout)
        childutils.listener.send('\u00e9', stdout)
        self.assertEqual(stdout.getvalue(), 'RESULT 2\nOKRESULT 4\nFAILRESULT 2\n\u00e9')

    def test_uses_the_standard_streams_of_the_moment(self):
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
        try:
            childutils.listener.ready()
            childutils.pcomm.stdout('a')
            childutils.pcomm.stderr('b')
            written = sys.stdout.getvalue(), sys.stderr.getvalue()
        finally:
            sys.stdout, sys.stderr = before
        tokens = '<!--XSUPERVISOR:BEGIN-->%s<!--XSUPERVISOR:END-->'
        self.assertEqual(written, ('READY\n' + tokens % 'a', tokens % 'b'))

    def test_reads_fields_and_data(self):
        self.assertEqual(childutils.eventdata('a:b c:d:e\nx\ny'), ({'a': 'b', 'c': 'd:e'}, 'x\ny'))
        self.assertEqual(childutils.eventdata('a:b'), ({'a': 'b'}, ''))

    def test_tells_the_time_as_the_log_does(self):
        self.assertRegex(childutils.get_asctime(), r'^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}$')
        self.assertTrue(childutils.get_asctime(1.5).endswith(':01,500'))


class Names(unittest.TestCase):
    def test_namespecs(self):
        self.assertEqual(options.make_namespec('a', 'a'), 'a')
        self.assertEqual(options.make_namespec('a', 'b'), 'a:b')
        cases = {
            'a': ('a', 'a'),
            'a:b': ('a', 'b'),
            'a:*': ('a', None),
            'a:': ('a', None),
            'a:b:c': ('a', 'b:c'),
        }
        for namespec, parts in cases.items():
            self.assertEqual(options.split_namespec(namespec), parts)

    def test_states(self):
        self.assertEqual(states.getProcessStateDescription(200), 'FATAL')
        self.assertEqual(states.getSupervisorStateDescription(-1), 'SHUTDOWN')
        self.assertEqual(states.getEventListenerStateDescription(20), 'BUSY')
        self.assertIsNone(states.getProcessStateDescription(7))
        self.assertIn(states.ProcessStates.BACKOFF, states.RUNNING_STATES)

    def test_events(self):
        exited = events.EventTypes.PROCESS_STATE_EXITED
        self.assertIs(exited, events.ProcessStateExitedEvent)
        self.assertTrue(issubclass(exited, events.EventTypes.PROCESS_STATE))
        self.assertEqual(events.getEventNameByType(exited), 'PROCESS_STATE_EXITED')
        self.assertEqual(events.getEventNameByType(events.Event), 'EVENT')
        self.assertIsNone(events.getEventNameByType(int))

    def test_faults(self):
        self.assertEqual(getFaultDescription(Faults.BAD_NAME), 'BAD_NAME')
        self.assertEqual(RPCError(10, 'web').text, 'BAD_NAME: web')
        self.assertEqual(RPCError(10).text, 'BAD_NAME')

    def test_units(self):
        self.assertEqual([byte_size(text) for text in ('7', '2KB', '1mb')], [7, 2048, 1048576])
        self.assertEqual(SuffixMultiplier({'m': 60}, 2)('3'), 6)
        self.assertEqual(SuffixMultiplier({'m': 60})('3m'), 180)
        with self.assertRaises(ValueError):
            byte_size('much')


class Handler(BaseHTTPRequestHandler):
    """Answers every call with the method and the Authorization header."""

    protocol_version = 'HTTP/1.1'

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        _, method = xmlrpc.client.loads(body)
        answer = [method, self.path, self.headers.get('Authorization', '')]
        reply = xmlrpc.client.dumps((answer,), methodresponse=True).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'text/xml')
        self.send_header('Content-Length', str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def address_string(self):
        return ''

    def log_message(self, *words):
        pass


class Transport(unittest.TestCase):
    def serve(self, kind, address):
        server = kind(address, Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server.server_address

    def check(self, url):
        proxy = childutils.getRPCInterface({'SUPERVISOR_SERVER_URL': url})
        for _ in range(2):  # the second one on the same connection
            self.assertEqual(proxy.supervisor.getState(), ['supervisor.getState', '/RPC2', ''])
        proxy('close')()
        transport = SupervisorTransport('ann', 's\u00e9cret', url)
        proxy = xmlrpc.client.ServerProxy('http://127.0.0.1', transport=transport)
        login = base64.b64encode('ann:s\u00e9cret'.encode()).decode()
        self.assertEqual(proxy.a.b(), ['a.b', '/RPC2', 'Basic ' + login])
        transport.close()

    def test_speaks_over_a_unix_socket(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'socket')
            self.serve(socketserver.ThreadingUnixStreamServer, path)
            self.check('unix://' + path)

    def test_speaks_over_tcp(self):
        host, port = self.serve(socketserver.ThreadingTCPServer, ('127.0.0.1', 0))
        self.check('http://%s:%d' % (host, port))

    def test_tells_what_is_no_address(self):
        self.assertRaises(ValueError, SupervisorTransport, None, None, 'ftp://x')
        self.assertRaises(ValueError, SupervisorTransport)
        self.assertRaises(KeyError, childutils.getRPCTransport, {})

    def test_tells_that_nobody_is_there(self):
        proxy = childutils.getRPCInterface({'SUPERVISOR_SERVER_URL': 'unix:///nowhere/socket'})
        self.assertRaises(FileNotFoundError, proxy.supervisor.getState)


if __name__ == '__main__':
    unittest.main()
