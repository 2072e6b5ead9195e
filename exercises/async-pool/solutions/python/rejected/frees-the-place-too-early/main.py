import asyncio
import collections


async def map_pool(source, work, *, concurrency, window, order="source", errors="stop", timeout=None):
    for limit in (concurrency, window):
        if not isinstance(limit, int) or limit < 1:
            raise ValueError(f"a limit must be a whole number from 1, not {limit}")

    iterator = Source(source)
    finished = collections.deque()  # tasks, in the order in which they ended
    news = asyncio.Event()
    running = set()
    ready = {}
    pull = None
    exhausted = False
    pulled = handed_over = 0

    def begin(coroutine):
        task = asyncio.create_task(coroutine)
        running.add(task)
        task.add_done_callback(end)
        return task

    def end(task):
        running.discard(task)
        finished.append(task)
        news.set()

    async def attempt(index, item):
        try:
            task = asyncio.create_task(work(item, index))
            try:
                done, _ = await asyncio.wait([task], timeout=timeout)
            except asyncio.CancelledError:
                task.cancel()
                await asyncio.wait([task])
                raise
            if not done:
                task.cancel()
                raise TimeoutError
            return {"index": index, "value": task.result()}
        except Exception as error:
            if errors == "stop":
                raise
            return {"index": index, "error": error}

    try:
        while True:
            while finished:
                task = finished.popleft()
                if task is not pull:
                    result = task.result()
                    ready[result["index"]] = result
                    continue
                pull = None
                answer = task.result()
                if answer is Source.END:
                    exhausted = True
                else:
                    begin(attempt(pulled, answer[0]))
                    pulled += 1
            places = concurrency - len(running)
            if pull is None and not exhausted and places > 0 and pulled - handed_over < window:
                pull = begin(iterator.pull())
            following = handed_over if order == "source" else next(iter(ready), None)
            if following in ready:
                handed_over += 1
                yield ready.pop(following)
            elif exhausted and not running and not finished:
                return
            elif not finished:
                news.clear()
                await news.wait()
    finally:
        tasks = [*running, *finished]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if not exhausted:
            await iterator.close()


class Source:
    """Any iterable, asynchronous or not."""

    END = object()

    def __init__(self, source):
        self.is_async = hasattr(source, "__aiter__")
        self.iterator = aiter(source) if self.is_async else iter(source)

    async def pull(self):
        """The next item in a tuple, or END: a task cannot end with StopIteration."""
        try:
            return (await anext(self.iterator) if self.is_async else next(self.iterator),)
        except (StopIteration, StopAsyncIteration):
            return Source.END

    async def close(self):
        if hasattr(self.iterator, "aclose"):
            await self.iterator.aclose()


def open_bench(code):
    """The tests bring sources and jobs of their own, as code that is given your map_pool. Leave this function as it is."""
    names = {"map_pool": map_pool}
    exec(code["python"], names)
    return names["Bench"]()
