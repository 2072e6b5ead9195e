import asyncio
import json

import store

MOST_ON_THEIR_WAY = 10
NEW = object()


class Device:
    """The connection of a device. Whatever concerns it goes through one queue, and one task takes it out: a client that does not read stops its own task only."""

    def __init__(self, user, device, socket):
        self.user, self.device, self.socket = user, device, socket
        self.queue = asyncio.Queue()
        self.new_is_queued = False
        self.after = "-"  # behind the last one that was sent
        self.on_their_way = set()

    def hear_of_new(self):
        if not self.new_is_queued:
            self.new_is_queued = True
            self.queue.put_nowait(NEW)

    def hear_of_read(self, ids):
        self.queue.put_nowait({"tell": ids})

    def hear_from_client(self, frame):
        self.queue.put_nowait(frame)

    async def work(self):
        # Listen first and look then: nothing falls in between.
        store.listeners.setdefault(self.user, set()).add(self)
        try:
            unread = [one["id"] for one in await store.look(self.user) if not one["read"]]
            await self.send({"type": "hello", "unread": unread})
            self.hear_of_new()
            while True:
                await self.carry_out(await self.queue.get())
        finally:
            store.listeners[self.user].discard(self)
            if not store.listeners[self.user]:
                del store.listeners[self.user]

    async def carry_out(self, task):
        if task is NEW:
            self.new_is_queued = False
            await self.fetch()
        elif "tell" in task:
            await self.send({"type": "read", "ids": task["tell"]})
        elif task["type"] == "read":
            await store.read(self.user, task["ids"])
        else:
            await store.acknowledge(self.user, self.device, task["ids"])
            await self.send({"type": "acked", "ids": task["ids"]})
            self.on_their_way.difference_update(task["ids"])
            await self.fetch()

    async def fetch(self):
        room = MOST_ON_THEIR_WAY - len(self.on_their_way)
        if room <= 0:
            return
        found = await store.look(self.user, self.device, self.after)
        for one in [one for one in found if not one["acked"]][:room]:
            shown = {name: one[name] for name in ("id", "topic", "text", "read")}
            self.after = f"({one['place']}"
            self.on_their_way.add(one["id"])
            await self.send({"type": "notification", **shown})

    async def send(self, frame):
        await self.socket.send_str(json.dumps(frame, ensure_ascii=False))
