import logging
import uuid
from contextlib import asynccontextmanager

from grpc import StatusCode

from inventory_pb2 import ImportSummary, Item
from inventory_pb2_grpc import InventoryServicer
from refusal import Refusal, check
from stock import Stock

# What is left then is not enough to answer in time.
TOO_LATE_S = 0.02


def check_sku(sku):
    check(1 <= len(sku) <= 40, 'sku must have 1 to 40 characters')


def check_order(order):
    check(1 <= len(order.reservation_id) <= 40, 'reservation_id must have 1 to 40 characters')
    check_sku(order.sku)
    check(1 <= order.quantity <= 1000, 'quantity must be from 1 to 1000')


def check_line(line, number):
    is_fine = (
        1 <= len(line.sku) <= 40 and 1 <= len(line.name) <= 100 and 1 <= line.quantity <= 100_000
    )
    check(is_fine, f'line {number} breaks a rule', line=str(number))


def check_deadline(context):
    # When it passes, a stream of requests just ends, and the cancellation comes after that.
    remaining = context.time_remaining()
    if remaining is not None and remaining < TOO_LATE_S:
        raise Refusal(StatusCode.DEADLINE_EXCEEDED, 'too late')


@asynccontextmanager
async def told(context):
    """Tells the caller what became of the call, with the id of its request in the trailers."""
    metadata = dict(context.invocation_metadata() or ())
    request_id = metadata.get('x-request-id') or str(uuid.uuid4())
    trailers = (('x-request-id', request_id),)
    context.set_trailing_metadata(trailers)
    try:
        yield
    except Refusal as refusal:
        more = (*trailers, *refusal.trailers.items())
        await context.abort(refusal.code, refusal.message, more)
    except Exception:
        logging.exception('a call failed')
        await context.abort(StatusCode.INTERNAL, 'internal error', trailers)


class Inventory(InventoryServicer):
    def __init__(self):
        self._stock = Stock()

    async def GetItem(self, request, context):
        async with told(context):
            check_sku(request.sku)
            item = self._stock.get(request.sku)
            return Item(
                sku=item.sku,
                name=item.name,
                available=item.available,
                revision=item.revision,
                waiting=len(item.queue),
                watchers=item.watchers,
            )

    async def Reserve(self, request, context):
        async with told(context):
            check_order(request)
            return await self._stock.reserve(request)

    async def ImportItems(self, request_iterator, context):
        async with told(context):
            lines = []
            async for line in request_iterator:
                lines.append(line)
                check_line(line, len(lines))
            check_deadline(context)
            check(lines, 'there are no lines')
            self._stock.add(lines)
            return ImportSummary(lines=len(lines), units=sum(line.quantity for line in lines))

    async def WatchStock(self, request, context):
        async with told(context):
            check_sku(request.sku)
            check(request.after_revision >= 0, 'after_revision must not be negative')
            item = self._stock.get(request.sku)
            item.check_revision(request.after_revision)
            item.watchers += 1
            try:
                async for change in item.changes_after(request.after_revision):
                    await context.write(change)
            finally:
                item.watchers -= 1
