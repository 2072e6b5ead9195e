import asyncio
import os
import signal
import uuid
from asyncio.subprocess import DEVNULL, PIPE

from aiohttp import web

PLACES = 4
KEPT_BYTES = 16 * 1024


class Job:
    def __init__(self, order):
        self.id = uuid.uuid4().hex
        self.order = order
        self.state = "waiting"
        self.outcome = None
        self.process = None
        self.written = {"stdout": [0, b""], "stderr": [0, b""]}
        self.wish = asyncio.get_running_loop().create_future()

    async def run(self):
        if self.wish.done():
            return  # cancelled while it waited
        self.state = "running"
        try:
            self.process = await asyncio.create_subprocess_exec(
                *self.order["command"], stdin=DEVNULL, stdout=PIPE, stderr=PIPE, process_group=0
            )
        except OSError:
            return self.finish("not-started")
        readers = asyncio.gather(*(self.read(name) for name in self.written))
        leader = asyncio.create_task(self.process.wait())
        await asyncio.wait([leader, self.wish], timeout=self.order["timeoutMs"] / 1000, return_when="FIRST_COMPLETED")
        outcome = "ended" if leader.done() else "cancelled" if self.wish.done() else "timeout"
        await self.stop()
        await leader
        await readers
        self.finish(outcome)

    async def stop(self):
        self.signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(self.order["graceMs"] / 1000):
                await self.until_gone()
        except TimeoutError:
            self.signal(signal.SIGKILL)
            await self.until_gone()

    async def until_gone(self):
        while self.signal(0):
            await asyncio.sleep(0.02)

    def signal(self, number):
        try:
            os.killpg(self.process.pid, number)
            return True
        except ProcessLookupError:
            return False

    def cancel(self):
        if not self.wish.done():
            self.wish.set_result(None)
        if self.state == "waiting":
            self.finish("cancelled")

    def finish(self, outcome):
        self.state, self.outcome = "done", outcome

    async def read(self, name):
        stream = getattr(self.process, name)
        while chunk := await stream.read(65536):
            bytes, tail = self.written[name]
            self.written[name] = [bytes + len(chunk), (tail + chunk)[-KEPT_BYTES:]]

    def describe(self):
        code = self.process.returncode if self.process and self.state == "done" else None
        has_exited = code is not None and code >= 0
        return {
            "id": self.id,
            "state": self.state,
            "outcome": self.outcome,
            "exitCode": code if has_exited else None,
            "signal": None if code is None or has_exited else signal.Signals(-code).name,
            **{name: {"bytes": bytes, "tail": tail.decode(errors="replace")} for name, (bytes, tail) in self.written.items()},
        }


class Service:
    def __init__(self):
        self.jobs = {}
        self.tasks = set()
        self.is_stopping = False
        # Whoever waits is let in, in the order in which they came.
        self.places = asyncio.Semaphore(PLACES)

    async def take(self, request):
        order = await request.json()
        if self.is_stopping:
            return web.json_response({"error": "no job is started any more"}, status=503)
        job = Job(order)
        self.jobs[job.id] = job
        task = asyncio.create_task(self.run(job))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return web.json_response(job.describe(), status=201)

    async def run(self, job):
        async with self.places:
            await job.run()

    def find(self, request):
        job = self.jobs.get(request.match_info["id"])
        if job is None:
            raise web.HTTPNotFound(text='{"error": "there is no such job"}', content_type="application/json")
        return job

    async def show(self, request):
        return web.json_response(self.find(request).describe())

    async def cancel(self, request):
        job = self.find(request)
        job.cancel()
        return web.json_response(job.describe(), status=202)

    async def stop(self):
        self.is_stopping = True
        for job in self.jobs.values():
            job.cancel()
        await asyncio.gather(*self.tasks)


async def main():
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    service = Service()
    app = web.Application()
    app.add_routes(
        [
            web.post("/jobs", service.take),
            web.get("/jobs/{id}", service.show),
            web.delete("/jobs/{id}", service.cancel),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["PORT"])).start()
    await stopped.wait()
    await service.stop()
    os._exit(0)


asyncio.run(main())
