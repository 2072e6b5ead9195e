import asyncio
import json
import os
import time
import uuid

import redis.asyncio

from scripts import ACKNOWLEDGE, PUBLISH, READ

# Who waits longer gets an error: the caller is to hear within two seconds that Redis is silent.
ANSWER_SECONDS = 1.5

client = redis.asyncio.from_url(os.environ["REDIS_URL"], decode_responses=True)
listeners = {}  # user -> the connections of their devices on this instance


class AnotherContent(Exception):
    pass


async def ask(question):
    return await asyncio.wait_for(question, ANSWER_SECONDS)


async def ping():
    await ask(client.ping())


async def publish(body):
    """Answers the id, and whether that is new."""
    users, seconds = body.get("users"), body.get("expiresInSeconds", 0)
    content = json.dumps([body["topic"], body["text"], users, seconds])
    id = uuid.uuid4().hex
    named = "" if users is None else json.dumps(list(dict.fromkeys(users)))
    asked = [f"key:{body['key']}", content, id, body["topic"], body["text"], seconds, named]
    known = await ask(client.eval(PUBLISH, 1, *asked))
    if not known:
        return id, True
    if known[0] != content:
        raise AnotherContent
    return known[1], False


async def look(user, device="", after="-"):
    """What is in the inbox, oldest first, behind a place in the stream."""
    async with client.pipeline(transaction=True) as pipe:
        pipe.xrange(f"inbox:{user}", after)
        pipe.smembers(f"read:{user}")
        pipe.smembers(f"acked:{user}:{device}")
        entries, read, acked = await ask(pipe.execute())
    now = time.time() * 1000
    return [
        {"place": place, "read": fields["id"] in read, "acked": fields["id"] in acked, **fields}
        for place, fields in entries
        if fields["expires"] == "0" or int(fields["expires"]) > now
    ]


async def acknowledge(user, device, ids):
    await ask(client.eval(ACKNOWLEDGE, 0, user, device, json.dumps(ids)))


async def read(user, ids):
    await ask(client.eval(READ, 0, user, json.dumps(ids)))


async def prefer(user, topics, muted):
    async with client.pipeline(transaction=True) as pipe:
        old = await read_preferences(user)
        for topic in old["topics"]:
            pipe.srem(f"followers:{topic}", user)
        for topic in old["muted"]:
            pipe.srem(f"muted:{topic}", user)
        for topic in topics:
            pipe.sadd(f"followers:{topic}", user)
        for topic in muted:
            pipe.sadd(f"muted:{topic}", user)
        pipe.set(f"preferences:{user}", json.dumps({"topics": topics, "muted": muted}))
        await ask(pipe.execute())


async def read_preferences(user):
    kept = await ask(client.get(f"preferences:{user}"))
    return json.loads(kept) if kept else {"topics": [], "muted": []}


async def pass_on(events):
    """Hears what happens to all users. It only puts it into queues, so that nobody can hold it up."""
    while True:
        try:
            async for event in events.listen():
                if event["type"] == "psubscribe":
                    # Also when the connection was broken: who knows what was published meanwhile.
                    for connections in listeners.values():
                        for connection in connections:
                            connection.hear_of_new()
                elif event["type"] == "pmessage":
                    for connection in listeners.get(event["channel"].removeprefix("user:"), ()):
                        if event["data"] == "new":
                            connection.hear_of_new()
                        else:
                            connection.hear_of_read(json.loads(event["data"]))
        except redis.exceptions.RedisError as error:
            print(error, flush=True)
            await asyncio.sleep(0.2)


async def start():
    events = client.pubsub()
    await events.psubscribe("user:*")
    return asyncio.create_task(pass_on(events))
