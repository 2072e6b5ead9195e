import json
import os
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

import products
from cache import Cache

cache = Cache(os.environ["REDIS_URL"], products.load)


@asynccontextmanager
async def lifespan(app):
    await products.pool.open()
    await cache.connect()
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/healthz")
async def healthz():
    return {"status": "ok"}


@app.get("/products/{sku}")
async def read(sku: str):
    product = await cache.read(sku)
    if product is None:
        return JSONResponse({"error": "there is no such product"}, status_code=404)
    return product


@app.put("/products/{sku}")
async def write(sku: str, request: Request):
    try:
        body = json.loads(await request.body())
    except ValueError:
        body = None
    if not products.is_body(body):
        return JSONResponse({"error": "name has 1-100 characters, price is an integer 0-1000000000"}, status_code=400)
    product = {"sku": sku, "name": body["name"], "price": body["price"]}
    await products.store(product)
    await cache.forget(sku)
    return product


uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
