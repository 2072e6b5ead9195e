/** The same for a pool in Python. */
export const PYTHON_BENCH = String.raw`
import asyncio
import gc

ENDLESS = 5000


class SupplierError(Exception):
    pass


def describe(error):
    if isinstance(error, TimeoutError):
        return "TimeoutError"
    return f"{type(error).__name__}: {error}"


class Source:
    """An async iterator that can be watched."""

    def __init__(self, plan):
        self.plan = plan
        self.pulled = self.asked = self.asking = self.most_asking = self.closed = self.supplies = 0
        self.questions = []
        self.may_close = asyncio.Event()
        if not plan["closesSlowly"]:
            self.may_close.set()

    def next_item(self):
        items = self.plan["items"]
        if self.pulled == self.plan["failsAt"]:
            raise SupplierError("the catalogue cannot be read")
        if self.pulled >= (ENDLESS if items is None else len(items)):
            raise StopAsyncIteration
        self.pulled += 1
        return f"item {self.pulled - 1}" if items is None else items[self.pulled - 1]

    def __aiter__(self):
        return self

    async def __anext__(self):
        self.asked += 1
        self.asking += 1
        self.most_asking = max(self.most_asking, self.asking)
        try:
            if self.plan["thinks"]:
                question = asyncio.get_running_loop().create_future()
                self.questions.append(question)
                self.answer_questions()
                await question
            return self.next_item()
        finally:
            self.asking -= 1

    def answer_questions(self):
        while self.questions and self.supplies > 0:
            question = self.questions.pop(0)
            if not question.done():
                self.supplies -= 1
                question.set_result(None)

    async def aclose(self):
        if self.asking > 0:
            raise RuntimeError("aclose(): asynchronous generator is already running")
        self.closed += 1
        await self.may_close.wait()

    def generator(self):
        try:
            while True:
                yield self.next_item()
        except StopAsyncIteration:
            return

    async def async_generator(self):
        for item in self.generator():
            yield item

    def open(self):
        kind = self.plan["kind"]
        if kind == "array":
            return self.plan["items"]
        if kind == "set":
            return dict.fromkeys(self.plan["items"])
        if kind == "generator":
            return self.generator()
        return self.async_generator() if kind == "async generator" else self


class Bench:
    """Plays source, work and consumer for a pool in Python."""

    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.unhandled = []
        self.started = []
        self.running = set()
        self.most_running = 0
        self.told = set()
        self.held = {}
        self.got = []
        self.ended = None
        self.wanted = 0
        self.leaving = False
        self.more = asyncio.Event()

    def complain(self, context):
        error = context.get("exception")
        return context["message"] if error is None else f"{context['message']}: {describe(error)}"

    def list_tasks(self):
        return asyncio.all_tasks() - self.tasks_before - {asyncio.current_task(), self.consumer}

    def count_timers(self):
        before = {id(timer) for timer in self.timers_before}
        return sum(not timer.cancelled() and id(timer) not in before for timer in self.loop._scheduled)

    async def rest(self):
        for _ in range(60):
            await asyncio.sleep(0)

    async def end_all(self):
        """Whatever a test leaves behind shall not be seen in the next one."""
        for _ in range(2):
            for task in {self.consumer, *self.list_tasks()}:
                task.cancel()
            await self.rest()

    async def begin(self, plan):
        if hasattr(self.loop, "bench"):
            await self.loop.bench.end_all()
        self.loop.bench = self
        gc.collect()
        self.loop.set_exception_handler(lambda _, context: self.unhandled.append(self.complain(context)))
        self.tasks_before = asyncio.all_tasks()
        self.timers_before = list(self.loop._scheduled)

        self.plan = plan
        self.source = Source(plan)
        self.consumer = self.loop.create_task(self.consume())

    async def work(self, item, index):
        self.started.append((index, item))
        self.running.add(index)
        self.most_running = max(self.most_running, len(self.running))
        try:
            way = self.plan["except"].get(str(index), self.plan["jobs"])
            if way == "held":
                return await self.hold(index)
            if way in ("throws", "fails"):
                raise SupplierError(f"no price for {item}")
            return f"price of {item}"
        finally:
            self.running.discard(index)

    async def hold(self, index):
        """Ends when the test says so, or when it is told to stop; with 'lingers' not even then."""
        self.held[index] = self.loop.create_future()
        try:
            return await self.held[index]
        except asyncio.CancelledError:
            self.told.add(index)
            if self.plan["lingers"]:
                self.held[index] = self.loop.create_future()
                await self.held[index]
            raise

    async def consume(self):
        """async with aclosing(map_pool(…)) as results: async for result in results: …"""
        plan = self.plan
        pool = None
        try:
            if plan["cancelled"]:
                asyncio.current_task().cancel()
            options = {"concurrency": plan["concurrency"], "window": plan["window"]}
            if plan["order"] != "source":
                options["order"] = plan["order"]
            if plan["errors"] != "stop":
                options["errors"] = plan["errors"]
            if plan["timeoutMs"] is not None:
                options["timeout"] = plan["timeoutMs"] / 1000
            pool = self.pool = map_pool(self.source.open(), self.work, **options)
            await self.take_results(aiter(pool))
        except asyncio.CancelledError:
            if pool is not None:
                await pool.aclose()
            self.ended = "cancelled"
        except BaseException as error:
            self.ended = {"error": describe(error)}

    async def take_results(self, results):
        while True:
            while self.wanted == 0 and not self.leaving:
                self.more.clear()
                await self.more.wait()
            if self.leaving:
                await results.aclose()
                self.ended = "left"
                return
            self.wanted -= 1
            try:
                result = await anext(results)
            except StopAsyncIteration:
                self.ended = "done"
                return
            if "error" in result:
                result = {"index": result["index"], "error": describe(result["error"])}
            self.got.append(result)

    def ask(self, results):
        self.wanted += float("inf") if results is None else results
        self.more.set()

    def supply(self, answers):
        self.source.supplies += answers
        self.source.answer_questions()

    def fail_source(self):
        for question in self.source.questions:
            if not question.done():
                question.set_exception(SupplierError("the catalogue is gone"))

    def let_close(self):
        self.source.may_close.set()

    def take(self, index):
        if index not in self.held or self.held[index].done():
            raise RuntimeError(f"job {index} is not running")
        return self.held.pop(index)

    def finish(self, index, value):
        self.take(index).set_result(value)

    def finish_together(self, indices, value):
        """In one moment, so that one result comes upon the other."""
        for index in indices:
            self.finish(index, value)

    def fail(self, index, message):
        self.take(index).set_exception(SupplierError(message))

    def fail_together(self, indices, message):
        for index in indices:
            self.fail(index, message)

    def cancel(self):
        self.consumer.cancel()

    def leave(self):
        self.leaving = True
        self.more.set()

    async def ask_again(self):
        try:
            await anext(aiter(self.pool))
            return "a result"
        except StopAsyncIteration:
            return "done"

    async def state(self, names):
        await self.rest()
        if "left" in names or "unhandled" in names:
            gc.collect()
        everything = {
            "pulled": self.source.pulled,
            "asked": self.source.asked,
            "mostAsking": self.source.most_asking,
            "closed": self.source.closed,
            "started": [index for index, _ in self.started],
            "items": [item for _, item in self.started],
            "running": sorted(self.running),
            "mostRunning": self.most_running,
            "told": sorted(self.told),
            "got": self.got,
            "taken": len(self.got),
            "ended": self.ended,
            "unhandled": self.unhandled,
            "left": {
                "timers": self.count_timers(),
                "listeners": 0,
                "tasks": len(self.list_tasks()),
                "unhandled": self.unhandled,
            },
        }
        return {name: everything[name] for name in names}
`;
