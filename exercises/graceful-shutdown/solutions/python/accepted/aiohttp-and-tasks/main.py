import asyncio
import os
import signal
import uuid

import aiohttp
from aiohttp import web

RATING = os.environ["UPSTREAM_RATING_URL"]
LEDGER = os.environ["UPSTREAM_LEDGER_URL"]
NO_LIMIT = aiohttp.ClientTimeout(total=None)


class Service:
    def __init__(self, session):
        self.session = session
        self.tariffs = None
        self.is_stopping = False
        self.events = []
        self.delivery = asyncio.Lock()

    async def fetch_tariffs(self):
        while self.tariffs is None:
            try:
                async with asyncio.timeout(2), self.session.get(f"{RATING}/tariffs") as answer:
                    body = await answer.json(content_type=None)
                    if answer.status == 200 and isinstance(body, dict):
                        self.tariffs = body
            except (aiohttp.ClientError, TimeoutError, ValueError):
                pass
            await asyncio.sleep(0.3)

    async def is_rating_well(self):
        try:
            async with asyncio.timeout(1), self.session.get(f"{RATING}/health") as answer:
                return answer.ok
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def livez(self, request):
        return web.json_response({"status": "alive"})

    async def readyz(self, request):
        ready = self.tariffs is not None and not self.is_stopping and await self.is_rating_well()
        return web.json_response({"ready": ready}, status=200 if ready else 503)

    async def quote(self, request):
        if self.tariffs is None:
            return web.json_response({"error": "there are no tariffs yet"}, status=503)
        try:
            order = await request.json()
            customer, product = order["customer"], order["product"]
            price = self.tariffs[product]
            assert isinstance(customer, str)
        except (ValueError, TypeError, KeyError, AssertionError):
            return web.json_response({"error": "a customer and a product that we know are needed"}, status=400)
        try:
            order = {"customer": customer, "product": product}
            async with self.session.post(f"{RATING}/rate", json=order, timeout=NO_LIMIT) as answer:
                answer.raise_for_status()
                factor = (await answer.json())["factor"]
        except aiohttp.ClientError:
            return web.json_response({"error": "the rating service did not answer"}, status=502)
        made = {"id": str(uuid.uuid4()), **order, "premium": price * factor}
        self.events.append(made)
        return web.json_response(made)

    async def say_close(self, request, response):
        if self.is_stopping:
            response.force_close()
            response.headers["connection"] = "close"

    async def deliver_every_second(self):
        while True:
            await asyncio.sleep(1)
            await self.deliver()

    async def deliver(self):
        async with self.delivery:
            count = len(self.events)
            if count == 0:
                return
            try:
                batch = {"events": self.events[:count]}
                async with self.session.post(f"{LEDGER}/events", json=batch, timeout=NO_LIMIT) as answer:
                    if answer.status // 100 == 2:
                        del self.events[:count]
            except aiohttp.ClientError:
                pass

    async def deliver_for_good(self):
        await self.deliver()
        while self.events:
            await asyncio.sleep(0.25)
            await self.deliver()


async def main():
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)

    async with aiohttp.ClientSession() as session:
        service = Service(session)
        app = web.Application()
        app.on_response_prepare.append(service.say_close)
        app.add_routes(
            [
                web.get("/livez", service.livez),
                web.get("/readyz", service.readyz),
                web.post("/quotes", service.quote),
            ]
        )
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", int(os.environ["PORT"]))
        await site.start()
        background = [asyncio.create_task(work()) for work in (service.fetch_tariffs, service.deliver_every_second)]

        await stopped.wait()
        service.is_stopping = True
        since = loop.time()
        await asyncio.sleep(2)
        try:
            # Stops listening, closes what is idle, waits for the rest.
            async with asyncio.timeout_at(since + 6):
                await runner.cleanup()
        except TimeoutError:
            pass  # cut when the process ends
        try:
            async with asyncio.timeout_at(since + 8):
                await service.deliver_for_good()
        except TimeoutError:
            pass
        for task in background:
            task.cancel()
        os._exit(1 if service.events else 0)


asyncio.run(main())
