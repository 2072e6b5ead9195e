import asyncio
import os

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, TCPConnector, web
from multidict import CIMultiDict
from yarl import URL

from headers import has_body, headers_of_answer, headers_of_request
from pool import Pool

PATIENCE = 1
REPEATABLE = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}
# aiohttp adds these where it finds none; they are the client's business.
NEVER_ADDED = ["User-Agent", "Accept", "Accept-Encoding", "Content-Type"]
ERRORS = {502: "No back end could answer.", 503: "No back end is well.", 504: "No back end answered in time."}


class Unanswered(Exception):
    """Nothing of an answer came."""

    def __init__(self, status, was_sent):
        super().__init__(status)
        self.status = status
        self.was_sent = was_sent


class Balancer:
    def __init__(self, pool, session):
        self.pool = pool
        self.session = session

    async def forward(self, request):
        is_repeatable = request.method in REPEATABLE and not has_body(request)
        asked = []
        status = 503
        while back_end := self.pool.take(asked):
            asked.append(back_end)
            # Also when the client leaves: then this task is cancelled.
            try:
                return await self.exchange(back_end, request)
            except Unanswered as failure:
                status = failure.status
                if failure.was_sent and not is_repeatable:
                    break
            finally:
                self.pool.release(back_end)
        return web.json_response({"error": ERRORS[status]}, status=status)

    async def exchange(self, back_end, request):
        answer = await self.ask(back_end, request)
        try:
            response = web.StreamResponse(
                status=answer.status, reason=answer.reason, headers=CIMultiDict(headers_of_answer(answer))
            )
            await response.prepare(request)
            try:
                async for chunk in answer.content.iter_any():
                    await response.write(chunk)
            except ClientError:
                # Half an answer must not look like a whole one.
                request.transport.abort()
                return response
            await response.write_eof()
            return response
        finally:
            answer.close()

    async def ask(self, back_end, request):
        uploaded = asyncio.Event()

        async def body():
            async for chunk in request.content.iter_any():
                yield chunk
            uploaded.set()

        if not has_body(request):
            uploaded.set()
        asking = asyncio.ensure_future(
            self.session.request(
                request.method,
                URL(back_end.url + request.raw_path, encoded=True),
                headers=CIMultiDict(headers_of_request(request)),
                data=body() if has_body(request) else None,
                allow_redirects=False,
            )
        )
        uploading = asyncio.ensure_future(uploaded.wait())
        try:
            await asyncio.wait([asking, uploading], return_when=asyncio.FIRST_COMPLETED)
            return await asyncio.wait_for(asking, PATIENCE)
        except ClientConnectorError as error:
            raise Unanswered(502, was_sent=False) from error
        except TimeoutError as error:
            raise Unanswered(504, was_sent=True) from error
        except (ClientError, ConnectionError) as error:
            raise Unanswered(502, was_sent=True) from error
        finally:
            asking.cancel()
            uploading.cancel()


async def main():
    urls = [os.environ[f"UPSTREAM_{name}_URL"] for name in ("RED", "GREEN", "BLUE")]
    session = ClientSession(
        connector=TCPConnector(limit=0, force_close=True),
        timeout=ClientTimeout(total=None),
        auto_decompress=False,
        skip_auto_headers=NEVER_ADDED,
    )
    # Otherwise it sends a GET again by itself, and to the same back end.
    session._retry_connection = False
    pool = Pool(urls)
    for back_end in pool.back_ends:
        back_end.watching = asyncio.create_task(back_end.watch(session))
    runner = web.ServerRunner(web.Server(Balancer(pool, session).forward, handler_cancellation=True))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["PORT"])).start()
    await asyncio.Event().wait()


asyncio.run(main())
