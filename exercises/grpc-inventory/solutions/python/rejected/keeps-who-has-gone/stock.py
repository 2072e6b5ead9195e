import asyncio
from collections import deque

from grpc import StatusCode

from inventory_pb2 import Reservation, StockChange
from refusal import Refusal

# Of each item, for those who come back.
KEPT_CHANGES = 100


class Item:
    def __init__(self, sku):
        self.sku = sku
        self.name = ''
        self.available = 0
        self.revision = 0
        self.watchers = 0
        # Those who wait: a reservation that is wanted, and the future of the one that was made.
        self.queue = []
        self._changes = deque(maxlen=KEPT_CHANGES)
        self._news = asyncio.Event()

    def change(self, amount):
        self.available += amount
        self.revision += 1
        self._changes.append(
            StockChange(revision=self.revision, change=amount, available=self.available)
        )
        self._news.set()
        self._news = asyncio.Event()

    def check_revision(self, revision):
        oldest = self.revision - len(self._changes)
        if not oldest <= revision <= self.revision:
            raise Refusal(
                StatusCode.OUT_OF_RANGE, f'after_revision must be from {oldest} to {self.revision}'
            )

    async def changes_after(self, revision):
        """Every change behind this one, those to come as well. Somebody who is too slow is refused."""
        while True:
            self.check_revision(revision)
            for change in [one for one in self._changes if one.revision > revision]:
                revision = change.revision
                yield change
            if revision == self.revision:
                await self._news.wait()


class Stock:
    """Everything happens in one thread, and nothing is awaited between looking and taking."""

    def __init__(self):
        self._items = {}
        self._reservations = {}

    def get(self, sku):
        if sku not in self._items:
            raise Refusal(StatusCode.NOT_FOUND, 'there is no such item')
        return self._items[sku]

    def add(self, lines):
        changed = {}
        for line in lines:
            item = self._items.setdefault(line.sku, Item(line.sku))
            item.name = line.name
            item.change(line.quantity)
            changed[line.sku] = item
        for item in changed.values():
            self._serve(item)

    async def reserve(self, wanted):
        known = self._find(wanted)
        if known:
            return known
        item = self.get(wanted.sku)
        if not wanted.wait:
            if item.available < wanted.quantity:
                raise Refusal(
                    StatusCode.FAILED_PRECONDITION,
                    f'there are only {item.available}',
                    available=str(item.available),
                )
            return self._take(item, wanted)
        place = (wanted, asyncio.get_running_loop().create_future())
        item.queue.append(place)
        self._serve(item)
        return await place[1]

    def _serve(self, item):
        while item.queue:
            wanted, made = item.queue[0]
            try:
                known = self._find(wanted)
                if not known and item.available < wanted.quantity:
                    return
                item.queue.pop(0)
                if not made.cancelled():
                    made.set_result(known or self._take(item, wanted))
            except Refusal as refusal:
                item.queue.pop(0)
                made.set_exception(refusal)

    def _find(self, wanted):
        known = self._reservations.get(wanted.reservation_id)
        if known and (known.sku, known.quantity) != (wanted.sku, wanted.quantity):
            raise Refusal(
                StatusCode.ALREADY_EXISTS, 'this reservation_id stands for another reservation'
            )
        return known

    def _take(self, item, wanted):
        item.change(-wanted.quantity)
        reservation = Reservation(
            reservation_id=wanted.reservation_id,
            sku=wanted.sku,
            quantity=wanted.quantity,
            remaining=item.available,
        )
        self._reservations[wanted.reservation_id] = reservation
        return reservation
