from threading import Condition, Thread

from job import Job

PLACES = 4


class Supervisor:
    """Who runs, who waits, and who is next."""

    def __init__(self):
        self.jobs = {}
        self.waiting = []
        self.running = set()
        self.is_stopping = False
        self.changed = Condition()

    def take(self, order):
        job = Job(order)
        with self.changed:
            if self.is_stopping:
                return None
            self.jobs[job.id] = job
            self.waiting.append(job)
            self.start_next()
        return job

    def find(self, id):
        return self.jobs.get(id)

    def cancel(self, job):
        with self.changed:
            if job in self.waiting:
                self.waiting.remove(job)
            job.cancel()

    def stop(self):
        with self.changed:
            self.is_stopping = True
            jobs = [*self.waiting, *self.running]
        for job in jobs:
            self.cancel(job)
        with self.changed:
            self.changed.wait_for(lambda: not self.running)

    def start_next(self):
        while len(self.running) < PLACES and self.waiting:
            job = self.waiting.pop(0)
            if job.start():
                self.running.add(job)
                Thread(target=self.see_through, args=[job], daemon=True).start()

    def see_through(self, job):
        job.see_through()
        with self.changed:
            self.running.remove(job)
            self.start_next()
            self.changed.notify_all()
