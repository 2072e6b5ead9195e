import os
import signal
import subprocess
import uuid
from threading import Lock, Thread
from time import monotonic, sleep

from tail import Tail

LOOK_EVERY_SECONDS = 0.02


class Job:
    def __init__(self, order):
        self.id = str(uuid.uuid4())
        self.command = order["command"]
        self.timeout = order["timeoutMs"] / 1000
        self.grace = order["graceMs"] / 1000
        self.state = "waiting"
        self.outcome = None
        self.process = None
        self.stdout = Tail()
        self.stderr = Tail()
        self.is_stopped = False
        self.is_killed = False
        self.lock = Lock()

    def start(self):
        """Returns whether there is a process."""
        self.state = "running"
        try:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # It leads a session, and so a process group, of its own.
                start_new_session=True,
            )
        except (OSError, ValueError):
            self.outcome = "not-started"
            self.state = "done"
        return self.process is not None

    def see_through(self):
        """Ends when the job is done."""
        readers = [
            Thread(target=self.stdout.read, args=[self.process.stdout], daemon=True),
            Thread(target=self.stderr.read, args=[self.process.stderr], daemon=True),
        ]
        for reader in readers:
            reader.start()
        overdue = monotonic() + self.timeout
        while not self.has_ended():
            if monotonic() > overdue:
                self.stop("timeout")
            sleep(LOOK_EVERY_SECONDS)
        # Whoever is left behind, unless they are being stopped already.
        self.stop("ended")
        # After SIGKILL there is nobody to wait for.
        while not self.is_killed and self.signal(0):
            sleep(LOOK_EVERY_SECONDS)
        for reader in readers:
            reader.join()
        self.state = "done"

    def cancel(self):
        if self.state == "running":
            self.stop("cancelled")
        elif self.state == "waiting":
            self.outcome = "cancelled"
            self.state = "done"

    def stop(self, outcome):
        with self.lock:
            if self.is_stopped:
                return
            self.is_stopped = True
            self.outcome = outcome
        self.signal(signal.SIGTERM)
        Thread(target=self.kill_later, daemon=True).start()

    def kill_later(self):
        sleep(self.grace)
        # Later the number may belong to somebody else.
        with self.lock:
            if self.state == "running":
                self.is_killed = True
                self.signal(signal.SIGKILL)

    def has_ended(self):
        with self.lock:
            return self.is_killed or self.process.poll() is not None

    def signal(self, number):
        """Returns whether there was anybody to get it."""
        try:
            os.killpg(self.process.pid, number)
            return True
        except ProcessLookupError:
            return False

    def describe(self):
        code = self.process.returncode if self.state == "done" and self.process else None
        if code is None and self.is_killed and self.state == "done":
            code = -signal.SIGKILL
        return {
            "id": self.id,
            "state": self.state,
            "outcome": self.outcome if self.state == "done" else None,
            "exitCode": code if code is not None and code >= 0 else None,
            "signal": signal.Signals(-code).name if code is not None and code < 0 else None,
            "stdout": self.stdout.describe(),
            "stderr": self.stderr.describe(),
        }
