"""Runs a program at a terminal and says what it was sent: `terminal.py TYPED MARK LEAVE PROGRAM WORD…`.

TYPED is typed whenever the program has been quiet for a moment, until it has written MARK; then LEAVE, until it has ended. A program
may throw away what was typed while it was at work, so once is not enough."""

import os, pty, select, sys

typed, mark, leave = (word.encode() for word in sys.argv[1:4])
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[4], sys.argv[4:])
said = b""
while True:
    if select.select([terminal], [], [], 0.3)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        said += piece
        sys.stdout.buffer.write(piece)
        sys.stdout.flush()
    else:
        os.write(terminal, leave if mark in said else typed)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
