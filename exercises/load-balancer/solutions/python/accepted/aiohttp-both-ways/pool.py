import asyncio

from aiohttp import ClientError, ClientTimeout

PAUSE = 0.05
CHECK_PATIENCE = 0.5
FAILURES_TO_LEAVE = 3
SUCCESSES_TO_RETURN = 2


class BackEnd:
    def __init__(self, url):
        self.url = url
        self.is_well = True
        # Requests that it was given and that are not over.
        self.under_way = 0

    async def watch(self, session):
        """Checks for ever, never twice at once."""
        # Checks in a row that speak against what we believe.
        against = 0
        while True:
            is_good = await self.check(session)
            against = 0 if is_good == self.is_well else against + 1
            if against == (SUCCESSES_TO_RETURN if is_good else FAILURES_TO_LEAVE):
                self.is_well = is_good
                against = 0
            await asyncio.sleep(PAUSE)

    async def check(self, session):
        try:
            timeout = ClientTimeout(total=CHECK_PATIENCE)
            async with session.get(f"{self.url}/health", timeout=timeout, allow_redirects=False) as answer:
                return 200 <= answer.status < 300
        except (ClientError, OSError, TimeoutError):
            return False


class Pool:
    def __init__(self, urls):
        self.back_ends = [BackEnd(url) for url in urls]
        self.last = -1

    def take(self, asked):
        """Chooses whom to ask, and counts the request: whoever takes must release."""
        turn = self.last + 1
        in_turn = self.back_ends[turn:] + self.back_ends[:turn]
        candidates = [back_end for back_end in in_turn if back_end.is_well and back_end not in asked]
        if not candidates:
            return None
        # min() keeps the first of equals, whose turn it is.
        best = min(candidates, key=lambda back_end: back_end.under_way)
        self.last = self.back_ends.index(best)
        best.under_way += 1
        return best

    def release(self, back_end):
        back_end.under_way -= 1
