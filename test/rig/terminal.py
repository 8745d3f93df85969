"""Runs a command on a terminal of its own, for tests: what comes on stdin is typed, what is shown
goes to stdout, and the exit status is that of the command (128 and more: a signal).

    python3 terminal.py COMMAND [ARGUMENT...]
"""
import fcntl
import os
import pty
import select
import struct
import sys
import termios

ROWS, COLUMNS = 24, 80
CHUNK = 65536

pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    os.execv(sys.argv[1], sys.argv[1:])

sources = [0, terminal]
while True:
    ready, _, _ = select.select(sources, [], [])
    if 0 in ready:
        typed = os.read(0, CHUNK)
        if typed:
            os.write(terminal, typed)
        else:
            sources.remove(0)  # nobody types any more; the terminal stays
    if terminal in ready:
        try:
            shown = os.read(terminal, CHUNK)
        except OSError:  # EIO: nobody has the terminal open any more
            break
        if not shown:
            break
        os.write(1, shown)

_, status = os.waitpid(pid, 0)
code = os.waitstatus_to_exitcode(status)
sys.exit(code if code >= 0 else 128 - code)
