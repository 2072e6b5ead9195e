"""Stands in for the learner's program in module exercises.

Loads the module, then listens on PORT and does what the grader asks for. Learner code shares this process, so nothing here is
trusted by the grader.
"""

import asyncio
import json
import os
import sys
import traceback

from touchstone_driver import learner_module
from touchstone_driver.operations import Operations

MAX_MESSAGE_BYTES = 4 * 1024 * 1024


async def serve_connection(operations, reader, writer):
    under_way = set()
    async for line in reader:
        # Not awaited: calls may overlap when the learner's functions are asynchronous.
        task = asyncio.create_task(answer(operations, json.loads(line), writer))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    writer.close()


async def answer(operations, operation, writer):
    reply = await operations.carry_out(operation)
    writer.write(json.dumps(reply).encode() + b"\n")
    await writer.drain()


async def serve(module):
    operations = Operations(module)

    async def handle(reader, writer):
        await serve_connection(operations, reader, writer)

    server = await asyncio.start_server(handle, "127.0.0.1", int(os.environ["PORT"]), limit=MAX_MESSAGE_BYTES)
    await server.serve_forever()


def main():
    try:
        module = learner_module.load(sys.argv[1] if len(sys.argv) > 1 else "/work")
    except Exception:
        print("Your module could not be loaded:", file=sys.stderr)
        traceback.print_exc()
        sys.exit(1)
    asyncio.run(serve(module))


main()
