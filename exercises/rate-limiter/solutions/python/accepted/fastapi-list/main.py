import math
import os
from typing import Annotated

import redis.asyncio as redis
import uvicorn
from fastapi import FastAPI, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from redis.backoff import NoBackoff
from redis.asyncio.retry import Retry
from redis.exceptions import RedisError
from starlette.exceptions import HTTPException

# The times of the last `limit` allowed takes, newest first: the one `limit` places back must have left the window.
TAKE = """
local limit, window = unpack(redis.call('HMGET', KEYS[1], 'limit', 'windowMs'))
if not limit then return nil end
limit, window = tonumber(limit), tonumber(window)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local blocking = redis.call('LINDEX', KEYS[2], limit - 1)
local allowed = not blocking or blocking + window <= now
if allowed then
  redis.call('LPUSH', KEYS[2], string.format('%d', now))
  redis.call('LTRIM', KEYS[2], 0, limit - 1)
  redis.call('PEXPIRE', KEYS[2], window)
end

local used, oldest, newest = 0, now, now
for place, stamp in ipairs(redis.call('LRANGE', KEYS[2], 0, limit - 1)) do
  local left = stamp + window - now
  if left <= 0 then break end
  used, oldest = place, left
  if place == 1 then newest = left end
end
return {allowed and 1 or 0, limit, limit - used, oldest, newest}
"""

Name = Annotated[str, Path(pattern="^[a-z0-9-]{1,64}$")]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class Definition(Strict):
    limit: int = Field(ge=1, le=1000)
    windowMs: int = Field(ge=100, le=3_600_000)


class Client(Strict):
    key: str = Field(min_length=1, max_length=200)


store = redis.Redis.from_url(
    os.environ["REDIS_URL"],
    decode_responses=True,
    socket_timeout=0.4,
    socket_connect_timeout=0.4,
    retry=Retry(NoBackoff(), 0),
)
app = FastAPI()


@app.get("/healthz")
async def healthz():
    return {"status": "ok"}


@app.put("/limits/{name}")
async def define(name: Name, definition: Definition):
    await store.hset(f"limit:{name}", mapping=definition.model_dump())
    return {"name": name, **definition.model_dump()}


@app.get("/limits/{name}")
async def read(name: Name):
    stored = await store.hgetall(f"limit:{name}")
    if not stored:
        raise HTTPException(404, f"nobody defined the limit {name}")
    return {"name": name, "limit": int(stored["limit"]), "windowMs": int(stored["windowMs"])}


@app.post("/limits/{name}/take")
async def take(name: Name, client: Client):
    decision = await store.eval(TAKE, 2, f"limit:{name}", f"takes:{name}:{client.key}")
    if decision is None:
        raise HTTPException(404, f"nobody defined the limit {name}")
    allowed, limit, remaining, retry_after_ms, reset_ms = decision
    headers = {
        "RateLimit-Limit": str(limit),
        "RateLimit-Remaining": str(remaining),
        "RateLimit-Reset": str(math.ceil(reset_ms / 1000)),
    }
    if not allowed:
        headers["Retry-After"] = str(math.ceil(retry_after_ms / 1000))
    body = {"allowed": allowed == 1, "remaining": remaining}
    return JSONResponse(body, status_code=200 if allowed else 429, headers=headers)


@app.exception_handler(RequestValidationError)
async def refuse(request: Request, error: RequestValidationError):
    return JSONResponse({"error": str(error.errors()[0]["msg"])}, status_code=400)


@app.exception_handler(HTTPException)
async def answer(request: Request, error: HTTPException):
    return JSONResponse({"error": error.detail}, status_code=error.status_code)


@app.exception_handler(RedisError)
async def store_is_away(request: Request, error: RedisError):
    return JSONResponse({"error": "the store does not answer"}, status_code=503)


uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
