import asyncio


async def map_pool(source, work, *, concurrency, window, order="source", errors="stop", timeout=None):
    """So many workers, each with one item after the other. They meet where the source is asked."""
    if any(limit != int(limit) or limit < 1 for limit in (concurrency, window)):
        raise ValueError("concurrency and window are whole numbers from 1")

    items = Source(source)
    room = asyncio.Semaphore(window)
    results = {}
    failures = []
    news = asyncio.Event()
    pulled = handed_over = 0
    exhausted = False

    async def pull():
        nonlocal pulled, exhausted
        if exhausted:
            return None
        try:
            item = await items.pull()
        except (StopIteration, StopAsyncIteration):
            exhausted = True
            return None
        pulled += 1
        return pulled - 1, item

    async def attempt(index, item):
        try:
            async with asyncio.timeout(timeout):
                return {"index": index, "value": await work(item, index)}
        except Exception as error:
            if errors == "collect":
                return {"index": index, "error": error}
            raise

    async def run():
        try:
            while True:
                await room.acquire()
                if (following := await pull()) is None:
                    room.release()
                    break
                results[following[0]] = await attempt(*following)
                news.set()
        except Exception as error:
            failures.append(error)
        news.set()

    workers = [asyncio.create_task(run()) for _ in range(concurrency)]
    try:
        while not (exhausted and handed_over == pulled):
            if failures:
                raise failures[0]
            following = next(iter(results), None) if order == "finish" else handed_over
            if following in results:
                handed_over += 1
                room.release()
                yield results.pop(following)
            else:
                news.clear()
                await news.wait()
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        await items.aclose()


class Source:
    def __init__(self, source):
        self.is_async = hasattr(source, "__aiter__")
        self.iterator = aiter(source) if self.is_async else iter(source)

    async def pull(self):
        if self.is_async:
            return await anext(self.iterator)
        for item in self.iterator:
            return item
        raise StopAsyncIteration

    async def aclose(self):
        if hasattr(self.iterator, "aclose"):
            await self.iterator.aclose()


def open_bench(code):
    """The tests bring sources and jobs of their own, as code that is given your map_pool. Leave this function as it is."""
    names = {"map_pool": map_pool}
    exec(code["python"], names)
    return names["Bench"]()
