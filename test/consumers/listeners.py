"""For listeners.test.ts: event listeners that ask and answer as those of superlance do.

   listeners.py memmon PROGRAM BYTES   restarts, at every tick, a program that has more memory
   listeners.py httpok URL PROGRAM     restarts, at every tick, a program whose page is not there
   listeners.py crashmail FILE         writes of every unexpected exit
   listeners.py fatalmailbatch FILE    writes, at every tick, what is FATAL since the one before
"""
import os
import sys
import urllib.request

from supervisor import childutils
from supervisor.datatypes import byte_size
from supervisor.options import make_namespec
from supervisor.states import ProcessStates


def restart(rpc, spec):
    name = make_namespec(spec['group'], spec['name'])
    sys.stderr.write('restarting %s\n' % name)
    sys.stderr.flush()
    rpc.supervisor.stopProcess(name)
    rpc.supervisor.startProcess(name)


def append(path, text):
    with open(path, 'a') as file:
        file.write(text)


def memmon(program, limit):
    rpc = childutils.getRPCInterface(os.environ)
    while True:
        headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
        if headers['eventname'].startswith('TICK'):
            for spec in rpc.supervisor.getAllProcessInfo():
                if spec['pid'] and spec['name'] == program:
                    rss = os.popen('ps -orss= -p %d' % spec['pid']).read().lstrip()
                    if rss and int(rss) * 1024 > byte_size(limit):
                        restart(rpc, spec)
        childutils.listener.ok(sys.stdout)


def httpok(url, program):
    rpc = childutils.getRPCInterface(os.environ)
    while True:
        headers, payload = childutils.listener.wait()
        if not headers['eventname'].startswith('TICK'):
            childutils.listener.ok()
            continue
        try:
            urllib.request.urlopen(url, timeout=10).read()
        except OSError:
            for spec in rpc.supervisor.getAllProcessInfo():
                named = program in (spec['name'], make_namespec(spec['group'], spec['name']))
                if named and spec['state'] is ProcessStates.RUNNING:
                    restart(rpc, spec)
        childutils.listener.ok()


def crashmail(path):
    while True:
        headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
        if headers['eventname'] == 'PROCESS_STATE_EXITED':
            pheaders, pdata = childutils.eventdata(payload + '\n')
            if not int(pheaders['expected']):
                crash = '%(groupname)s:%(processname)s, pid %(pid)s, was %(from_state)s\n'
                append(path, crash % pheaders)
        childutils.listener.ok(sys.stdout)


def fatalmailbatch(path):
    batch = []
    while True:
        headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
        if headers['eventname'] == 'PROCESS_STATE_FATAL':
            pheaders, pdata = childutils.eventdata(payload + '\n')
            assert len(childutils.get_asctime()) == 23
            batch.append('%(groupname)s:%(processname)s gave up' % pheaders)
        elif headers['eventname'].startswith('TICK') and batch:
            append(path, '\n'.join(batch + ['']))
            batch = []
        childutils.listener.ok(sys.stdout)


ROLES = {
    'memmon': memmon,
    'httpok': httpok,
    'crashmail': crashmail,
    'fatalmailbatch': fatalmailbatch,
}
ROLES[sys.argv[1]](*sys.argv[2:])
