"""For python.test.ts: what Datadog's agent and superlance do, with the supervisor package of Python.

   python.py datadog URL [USER PASSWORD]   the calls of its check, and how it reads the answers
   python.py superlance                    those of httpok and memmon, as a program of supervisord

Prints what it found as JSON. What cannot be read as they read it ends it with a traceback.
"""
import json
import os
import re
import sys
import xmlrpc.client

STATES = {
    'STOPPED': 'critical', 'STARTING': 'unknown', 'RUNNING': 'ok', 'BACKOFF': 'critical',
    'STOPPING': 'critical', 'EXITED': 'critical', 'FATAL': 'critical', 'UNKNOWN': 'unknown',
}


def datadog(url, user=None, password=None):
    from supervisor.xmlrpc import SupervisorTransport
    if url.startswith('unix://'):
        transport = SupervisorTransport(user, password, url)
        server = xmlrpc.client.ServerProxy('http://127.0.0.1', transport=transport)
    else:
        server = xmlrpc.client.ServerProxy(url)
    version = server.supervisor.getSupervisorVersion()
    assert re.fullmatch(r'\d+\.\d+(\.\d+)?([a-zA-Z][0-9]*)?', version), version
    checks = {}
    for process in server.supervisor.getAllProcessInfo():
        uptime = process['now'] - process['start'] if process['statename'] == 'RUNNING' else 0
        message = (
            'Current time: %(now)d\nProcess name: %(name)s\nProcess group: %(group)s\n'
            'Description: %(description)s\nError log file: %(stderr_logfile)s\n'
            'Stdout log file: %(stdout_logfile)s\nLog file: %(logfile)s\nState: %(statename)s\n'
            'Start time: %(start)d\nStop time: %(stop)d\nExit Status: %(exitstatus)d\n'
        ) % process
        checks[process['name']] = [STATES[process['statename']], uptime >= 0, len(message) > 0]
    return {'checks': checks}


def superlance():
    from supervisor import childutils
    from supervisor.options import make_namespec
    from supervisor.states import ProcessStates
    rpc = childutils.getRPCInterface(os.environ)
    assert rpc.supervisor.getState()['statename'] == 'RUNNING'
    found = []
    for spec in rpc.supervisor.getAllProcessInfo():
        name = make_namespec(spec['group'], spec['name'])
        if spec['state'] is not ProcessStates.RUNNING or spec['pid'] == os.getpid():
            continue
        rss = int(os.popen('ps -orss= -p %d' % spec['pid']).read().lstrip())
        rpc.supervisor.stopProcess(name)
        stopped = rpc.supervisor.getProcessInfo(name)
        rpc.supervisor.startProcess(name)
        started = rpc.supervisor.getProcessInfo(name)
        uptime = started['now'] - started['start']
        found.append([name, rss > 0, stopped['statename'], started['statename'], uptime >= 0])
    return {'restarted': found}


print(json.dumps({'datadog': datadog, 'superlance': superlance}[sys.argv[1]](*sys.argv[2:])))
