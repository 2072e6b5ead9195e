async def map_pool(source, work, *, concurrency, window, order="source", errors="stop", timeout=None):
    index = 0
    for item in source:  # What if it is an asynchronous one?
        yield {"index": index, "value": await work(item, index)}  # One at a time: 48,000 items take a day and a night.
        index += 1


def open_bench(code):
    """The tests bring sources and jobs of their own, as code that is given your map_pool. Leave this function as it is."""
    names = {"map_pool": map_pool}
    exec(code["python"], names)
    return names["Bench"]()
