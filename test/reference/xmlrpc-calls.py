"""Makes calls with Python's own client, and prints each answer with the Python types of all of it.

    python3 xmlrpc-calls.py SOCKET < calls

A line of input is a JSON array [method, parameter ...]; {"base64": text}, {"double": number} and
{"nil": 0} stand for what JSON does not have. {"until": answer, "call": [method, parameter ...]} is
made again and again until it has that answer, or a struct with its fields. A line of output is one of

    {"value": ["int", 5]}    {"fault": [2, "INCORRECT_PARAMETERS"]}    {"http": 500}
"""
import http.client
import json
import socket
import sys
import xmlrpc.client


class UnixConnection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(sys.argv[1])


class UnixTransport(xmlrpc.client.Transport):
    def make_connection(self, host):
        return UnixConnection('localhost')


def parameter(value):
    if isinstance(value, dict) and len(value) == 1:
        ((kind, inner),) = value.items()
        if kind == 'base64':
            return xmlrpc.client.Binary(inner.encode())
        if kind == 'double':
            return float(inner)
        if kind == 'nil':
            return None
    if isinstance(value, list):
        return [parameter(each) for each in value]
    return value


def typed(value):
    name = type(value).__name__
    if isinstance(value, list):
        return [name, [typed(each) for each in value]]
    if isinstance(value, dict):
        return [name, {key: typed(value[key]) for key in sorted(value)}]
    return [name, value]


def make(call):
    method, *values = call
    return getattr(server, method)(*[parameter(value) for value in values])


def has(answer, expected):
    if isinstance(expected, dict):
        return all(answer[field] == value for field, value in expected.items())
    return answer == expected


server = xmlrpc.client.ServerProxy('http://localhost/RPC2', UnixTransport(), allow_none=True)
for line in sys.stdin:
    call = json.loads(line)
    try:
        if isinstance(call, dict):
            answer = call['until']
            while not has(make(call['call']), answer):
                pass
        else:
            answer = make(call)
        out = {'value': typed(answer)}
    except xmlrpc.client.Fault as fault:
        out = {'fault': [fault.faultCode, fault.faultString]}
    except xmlrpc.client.ProtocolError as error:
        out = {'http': error.errcode}
    print(json.dumps(out), flush=True)
