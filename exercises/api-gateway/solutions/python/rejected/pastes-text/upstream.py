import asyncio
import json

import aiohttp

DEADLINE = 1.0
PLACES = 4
MOST_BYTES = 256 * 1024


class CallError(Exception):
    """reason: late, full or failed; status: what the service answered, when it did."""

    def __init__(self, reason, status=0):
        super().__init__(reason)
        self.reason = reason
        self.status = status


def open_session():
    session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
    # It would be one more attempt, which nobody counts.
    session._retry_connection = False
    return session


class Upstream:
    """A service, with its places, its deadline and its second attempt."""

    def __init__(self, session, url):
        self.session = session
        self.url = url
        self.under_way = 0

    async def get(self, path, headers, read):
        """What `read` takes out of the answer. Raises CallError when the call fails, for whatever reason."""
        if self.under_way >= PLACES:
            raise CallError("full")
        self.under_way += 1
        try:
            async with asyncio.timeout(DEADLINE):
                status, body = await self.attempt_twice(path, headers)
            if status != 200:
                raise CallError("failed", status)
            return read(json.loads(body))
        except TimeoutError:
            raise CallError("late") from None
        except (aiohttp.ClientError, OSError, ValueError, TypeError, KeyError, RecursionError):
            raise CallError("failed") from None
        finally:
            self.under_way -= 1

    async def attempt_twice(self, path, headers):
        try:
            status, body = await self.attempt(path, headers)
            if status not in (502, 503, 504):
                return status, body
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError):
            pass
        return await self.attempt(path, headers)

    async def attempt(self, path, headers):
        url = self.url + path
        async with self.session.get(url, headers=headers, allow_redirects=False) as response:
            body = bytearray()
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise CallError("failed")
            return response.status, bytes(body)
