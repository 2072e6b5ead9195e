import asyncio


async def map_pool(source, work, *, concurrency, window, order="source", errors="stop", timeout=None):
    for limit in (concurrency, window):
        if not isinstance(limit, int) or limit < 1:
            raise ValueError(f"a limit must be a whole number from 1, not {limit}")

    items = read(source)
    finished = asyncio.Queue()
    pulled = handed_over = running = 0
    exhausted = False
    ready = {}

    async def attempt(index, item):
        try:
            async with asyncio.timeout(timeout):
                result = {"index": index, "value": await work(item, index)}
        except Exception as error:
            if errors == "stop":
                raise
            result = {"index": index, "error": error}
        finished.put_nowait(result)

    async with asyncio.TaskGroup() as group:
        while True:
            while not exhausted and running < concurrency and pulled - handed_over < window:
                try:
                    item = await anext(items)
                except StopAsyncIteration:
                    exhausted = True
                    break
                group.create_task(attempt(pulled, item))
                pulled += 1
                running += 1
            following = handed_over if order == "source" else next(iter(ready), None)
            if following in ready:
                handed_over += 1
                yield ready.pop(following)
            elif exhausted and running == 0:
                return
            else:
                result = await finished.get()
                running -= 1
                ready[result["index"]] = result


async def read(source):
    if hasattr(source, "__aiter__"):
        async for item in source:
            yield item
    else:
        for item in source:
            yield item


def open_bench(code):
    """The tests bring sources and jobs of their own, as code that is given your map_pool. Leave this function as it is."""
    names = {"map_pool": map_pool}
    exec(code["python"], names)
    return names["Bench"]()
