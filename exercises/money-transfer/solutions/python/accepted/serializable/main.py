import os
import uuid
from contextlib import asynccontextmanager
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from ledger import Ledger

MOST = 1_000_000_000_000
ledger = Ledger(os.environ["DATABASE_URL"])


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class NewAccount(Strict):
    owner: str = Field(min_length=1, max_length=100)
    balance: int = Field(ge=0, le=MOST)


class Order(Strict):
    from_: str = Field(alias="from")
    to: str
    amount: int = Field(ge=1, le=MOST)


@asynccontextmanager
async def lifespan(app: FastAPI):
    await ledger.open()
    yield
    await ledger.close()


app = FastAPI(lifespan=lifespan)


def account_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise HTTPException(404, "there is no such account") from None


@app.get("/healthz")
async def healthz():
    return {"status": "ok"}


@app.post("/accounts", status_code=201)
async def open_account(account: NewAccount):
    id = await ledger.open_account(account.owner, account.balance)
    return {"id": str(id), **account.model_dump()}


@app.get("/accounts/{id}")
async def read_account(id: str):
    row = await ledger.find_account(account_id(id))
    if row is None:
        raise HTTPException(404, "there is no such account")
    return dict(row)


@app.get("/accounts/{id}/history")
async def read_history(
    id: str,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    before: Annotated[int, Query(ge=1, lt=2**63)] = 2**63 - 1,
):
    await read_account(id)
    return [dict(row) for row in await ledger.list_entries(account_id(id), limit, before)]


@app.post("/transfers", status_code=201)
async def transfer(
    order: Order,
    key: Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=100)] = None,
):
    if order.from_ == order.to:
        raise HTTPException(400, "from and to must differ")
    id = await ledger.transfer(account_id(order.from_), account_id(order.to), order.amount, key)
    return {"id": str(id), **order.model_dump(by_alias=True)}


@app.exception_handler(RequestValidationError)
async def refuse(request: Request, error: RequestValidationError):
    first = error.errors()[0]
    return JSONResponse({"error": f"{first['loc'][-1]}: {first['msg']}"}, status_code=400)


@app.exception_handler(HTTPException)
async def answer(request: Request, error: HTTPException):
    return JSONResponse({"error": error.detail}, status_code=error.status_code)


uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
