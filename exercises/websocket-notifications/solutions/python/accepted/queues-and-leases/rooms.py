import asyncio
import json
import os
import uuid
from collections import deque

import redis.asyncio

from scripts import HOLD, LEAVE, PUBLISH

KEPT_MESSAGES = 100
HOLD_MS = 2500
HOLD_AGAIN_SECONDS = 0.4
MOST_WAITING_BYTES = 1024 * 1024

instance = uuid.uuid4().hex
store = redis.asyncio.from_url(os.environ["REDIS_URL"], decode_responses=True)
rooms = {}  # name -> list of the members that are connected to this instance
# The client has many connections to Redis. What we say about presence must arrive in order all the same.
presence = asyncio.Lock()


def channel_of(room):
    return f"room:{room}"


def presence_of(room):
    return f"room:{room}:presence"


def messages_of(room):
    return f"room:{room}:messages"


def number_of(id):
    return tuple(int(part) for part in id.split("-"))


class Event:
    """What happened in a room, as text that is the same for everybody."""

    def __init__(self, room, kind, rest):
        self.id = self.user = None
        if kind == "message":
            self.id, _, text = rest.partition(" ")
            event = {"type": "message", "room": room, "id": self.id, "text": text}
        else:
            self.user = rest
            event = {"type": "presence", "room": room, "user": rest, "online": kind == "online"}
        self.text = json.dumps(event, ensure_ascii=False)
        self.size = len(self.text.encode())


class Member:
    """One client in one room. What happens is put into its queue; a task of its own takes it out as fast as the client reads."""

    def __init__(self, connection, room):
        self.connection, self.room = connection, room
        self.last = "0-0"  # the message that it has, as far as it shall have any
        self.queue = deque()
        self.woken = asyncio.Event()
        self.task = None

    def hear(self, event):
        if event.user == self.connection.user:
            return
        self.queue.append(event)
        self.connection.owe(event.size)
        self.woken.set()

    async def tell(self, missed):
        for id, fields in missed:
            await self.connection.send(Event(self.room, "message", f"{id} {fields['text']}").text)
            self.last = id
        while True:
            self.woken.clear()
            while self.queue:
                event = self.queue.popleft()
                # What was published while the missed messages were looked up is in both.
                if event.id is None or number_of(event.id) > number_of(self.last):
                    await self.connection.send(event.text)
                self.connection.owe(-event.size)
            await self.woken.wait()


class Connection:
    def __init__(self, socket, user):
        self.socket, self.user = socket, user
        self.members = {}
        self.waiting_bytes = 0
        self.is_too_slow = asyncio.Event()

    async def send(self, text):
        """Waits as long as the client does not read."""
        try:
            await self.socket.send_str(text)
        except ConnectionError:
            pass  # it has gone; whoever reads from it clears up

    async def answer(self, event):
        await self.send(json.dumps(event))

    def owe(self, size):
        self.waiting_bytes += size
        if self.waiting_bytes > MOST_WAITING_BYTES:
            self.is_too_slow.set()

    async def join(self, room, after):
        # From here on nothing is lost: it waits in the queue.
        member = self.members[room] = Member(self, room)
        rooms.setdefault(room, []).append(member)
        users = await hold(room, lambda: [self.user])
        gap, missed = False, []
        if after is None:
            newest = await store.xrevrange(messages_of(room), count=1)
            member.last = newest[0][0] if newest else "0-0"
        else:
            kept = await store.xrange(messages_of(room))
            ids = [id for id, _ in kept]
            gap = after not in ids
            missed = kept if gap else kept[ids.index(after) + 1 :]
            member.last = "0-0" if gap else after
        await self.answer({"type": "joined", "room": room, "users": users, "gap": gap})
        member.task = asyncio.create_task(member.tell(missed))

    async def leave(self, room):
        member = self.members.pop(room)
        if member.task:
            member.task.cancel()
        rooms[room].remove(member)
        async with presence:
            if not any(other.connection.user == self.user for other in rooms.get(room, [])):
                await store.eval(LEAVE, 1, presence_of(room), channel_of(room), self.user, instance)
        if not rooms.get(room, True):
            del rooms[room]

    async def leave_all(self):
        for room in list(self.members):
            await self.leave(room)


async def hold(room, list_users):
    async with presence:
        users = list_users()
        return await store.eval(HOLD, 1, presence_of(room), channel_of(room), instance, HOLD_MS, *users)


async def list_users(room):
    return await hold(room, lambda: [])


async def publish(room, text):
    return await store.eval(PUBLISH, 1, messages_of(room), channel_of(room), text, KEPT_MESSAGES)


async def pass_on(events):
    """Hears what happens in all rooms. It only puts it into queues, so that nobody can hold it up."""
    async for heard in events.listen():
        if heard["type"] != "pmessage":
            continue
        room = heard["channel"].removeprefix("room:")
        members = rooms.get(room)
        if members:
            kind, _, rest = heard["data"].partition(" ")
            event = Event(room, kind, rest)
            for member in members:
                member.hear(event)


async def go_on_holding():
    while True:
        await asyncio.sleep(HOLD_AGAIN_SECONDS)
        for room in list(rooms):
            await hold(room, lambda: {member.connection.user for member in rooms.get(room, [])})


async def start():
    events = store.pubsub()
    await events.psubscribe("room:*")
    return [asyncio.create_task(pass_on(events)), asyncio.create_task(go_on_holding())]
