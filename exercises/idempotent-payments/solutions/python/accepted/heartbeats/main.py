import asyncio
import json
import os
import re
import uuid
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI, Header, Request
from fastapi.responses import JSONResponse

import books
import provider

KEY = re.compile(r'("?)([A-Za-z0-9._-]{1,64})\1')


class Refused(Exception):
    def __init__(self, status: int, message: str, **more):
        super().__init__(message)
        self.status = status
        self.more = more


@asynccontextmanager
async def lifespan(app: FastAPI):
    await books.open_books()
    signing_on = asyncio.create_task(books.keep_signing_on())
    yield
    signing_on.cancel()


app = FastAPI(lifespan=lifespan)


@app.exception_handler(Refused)
async def refuse(request: Request, error: Refused):
    headers = {"Retry-After": "1"} if error.status in (409, 503) else None
    return JSONResponse({"error": str(error), **error.more}, error.status, headers)


@app.get("/healthz")
async def healthz():
    return {"status": "ok"}


@app.post("/payments")
async def post_payment(request: Request, x_client: str = Header(), idempotency_key: str = Header("")):
    purchase = read_purchase(await request.body())
    key = KEY.fullmatch(idempotency_key)
    if not key:
        raise Refused(400, "Idempotency-Key: 1-64 of A-Z a-z 0-9 - _ .")
    payment = await pay(x_client, key[2], purchase)
    return JSONResponse(shown(payment), 201 if payment["status"] == "paid" else 402)


@app.get("/payments/{id}")
async def get_payment(id: str, x_client: str = Header()):
    try:
        payment = await books.find_by_id(x_client, uuid.UUID(id))
    except ValueError:
        payment = None
    if payment is None:
        raise Refused(404, "you have no such payment")
    return shown(payment)


async def pay(client: str, key: str, purchase: dict):
    body = json.dumps(purchase, sort_keys=True)
    is_new = await books.add(client, key, body, purchase)
    payment = await books.find_by_key(client, key)
    if payment["body"] != body:
        raise Refused(422, "this key belongs to another payment")
    if payment["status"] == "pending":
        if is_new or await books.take(payment["id"]):
            await carry_out(payment["id"], purchase)
        payment = await books.find_by_key(client, key)
    if payment["status"] == "pending":
        raise Refused(409, "this payment is under way")
    return payment


async def carry_out(id: uuid.UUID, purchase: dict) -> None:
    outcome = None
    try:
        outcome = await provider.charge(str(id), purchase)
    finally:
        # Also when the caller has gone: this process lives on, and would be taken to be at work on it.
        await books.settle(id, *(outcome or ("pending", None, None)))
    if outcome is None:
        raise Refused(503, "nobody knows yet what became of this payment", id=str(id))


def read_purchase(text: bytes) -> dict:
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(400, "a JSON object is expected")
    purchase = {name: body.get(name) for name in ("order", "card", "amount", "currency")}
    for name in ("order", "card"):
        if not isinstance(purchase[name], str) or not 1 <= len(purchase[name]) <= 64:
            raise Refused(400, f"{name} must have 1-64 characters")
    if type(purchase["amount"]) is not int or not 1 <= purchase["amount"] <= 10_000_000:
        raise Refused(400, "amount must be an integer from 1 to 10 000 000")
    if purchase["currency"] not in ("EUR", "GBP", "USD"):
        raise Refused(400, "currency must be EUR, GBP or USD")
    return purchase


def shown(payment) -> dict:
    return {
        "id": str(payment["id"]),
        "order": payment["order_id"],
        "amount": payment["amount"],
        "currency": payment["currency"],
        "status": payment["status"],
        "charge": payment["charge_id"],
        "reason": payment["reason"],
        "createdAt": payment["created_at"].isoformat(),
    }


uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
