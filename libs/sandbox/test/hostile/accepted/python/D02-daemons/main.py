import os
import signal

from honest import serve


def become_daemon():
    os.setsid()
    if os.fork():
        os._exit(0)
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    os.nice(19)
    while True:
        pass


for _ in range(3):
    child = os.fork()
    if child == 0:
        become_daemon()
    os.waitpid(child, 0)
serve()
