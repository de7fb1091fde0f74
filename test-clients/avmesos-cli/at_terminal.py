"""Runs a program at a terminal, types a line until an answer to it is seen, and then the keys that detach.

Usage: at_terminal.py LINE ANSWER PROGRAM [ARGUMENT...]
The line is repeated, since what is typed before the program has set its terminal up may be lost.
"""
import os
import pty
import select
import sys
import time

line, answer, program = sys.argv[1].encode() + b'\n', sys.argv[2].encode(), sys.argv[3:]
DETACH = b'\x10\x11'  # Ctrl-P Ctrl-Q
SECONDS = 60

child, terminal = pty.fork()
if child == 0:
    os.execvp(program[0], program)

seen = b''
deadline = time.monotonic() + SECONDS
detached = False
while True:
    if time.monotonic() > deadline:
        os.kill(child, 9)
        sys.exit('no answer within %d s, or no end: %r' % (SECONDS, seen))
    if select.select([terminal], [], [], 0.5)[0]:
        try:
            seen += os.read(terminal, 4096)
        except OSError:  # how Linux tells that nobody has the terminal open any more
            break
    elif not detached:
        detached = answer in seen
        os.write(terminal, DETACH if detached else line)
sys.stdout.write(seen.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
