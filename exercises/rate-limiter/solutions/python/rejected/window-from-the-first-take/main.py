import math
import os
from typing import Annotated

import redis
import uvicorn
from fastapi import FastAPI, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from redis.backoff import NoBackoff
from redis.retry import Retry

store = redis.Redis.from_url(
    os.environ["REDIS_URL"],
    decode_responses=True,
    socket_timeout=0.5,
    retry=Retry(NoBackoff(), 0),
)
app = FastAPI()

Name = Annotated[str, Path(pattern="^[a-z0-9-]{1,64}$")]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class Definition(Strict):
    limit: int = Field(ge=1, le=1000)
    windowMs: int = Field(ge=100, le=3_600_000)


class Client(Strict):
    key: str = Field(min_length=1, max_length=200)


def unknown(name: str):
    return JSONResponse({"error": f"no limit {name}"}, status_code=404)


@app.get("/healthz")
async def healthz():
    return {"status": "ok"}


@app.put("/limits/{name}")
def define(name: Name, definition: Definition):
    store.hset(f"limit:{name}", mapping=definition.model_dump())
    return {"name": name, **definition.model_dump()}


@app.get("/limits/{name}")
def read(name: Name):
    stored = store.hgetall(f"limit:{name}")
    if not stored:
        return unknown(name)
    return {"name": name, "limit": int(stored["limit"]), "windowMs": int(stored["windowMs"])}


@app.post("/limits/{name}/take")
def take(name: Name, client: Client):
    stored = store.hgetall(f"limit:{name}")
    if not stored:
        return unknown(name)
    limit = int(stored["limit"])
    counter = f"takes:{name}:{client.key}"
    count = store.incr(counter)
    if count == 1:
        store.expire(counter, math.ceil(int(stored["windowMs"]) / 1000))
    seconds = str(store.ttl(counter))
    allowed = count <= limit
    remaining = max(0, limit - count)
    headers = {
        "RateLimit-Limit": str(limit),
        "RateLimit-Remaining": str(remaining),
        "RateLimit-Reset": seconds,
    }
    if not allowed:
        headers["Retry-After"] = seconds
    status = 200 if allowed else 429
    return JSONResponse({"allowed": allowed, "remaining": remaining}, status_code=status, headers=headers)


@app.exception_handler(RequestValidationError)
async def refuse(request: Request, error: RequestValidationError):
    return JSONResponse({"error": error.errors()[0]["msg"]}, status_code=400)


@app.exception_handler(redis.ConnectionError)
@app.exception_handler(redis.TimeoutError)
async def store_is_away(request: Request, error: Exception):
    return JSONResponse({"error": "the store does not answer"}, status_code=503)


uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
