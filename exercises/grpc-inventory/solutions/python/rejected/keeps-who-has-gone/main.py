import asyncio
import os

import grpc

from inventory_pb2_grpc import add_InventoryServicer_to_server
from methods import Inventory


async def main():
    server = grpc.aio.server(options=[('grpc.max_receive_message_length', 64 * 1024)])
    add_InventoryServicer_to_server(Inventory(), server)
    server.add_insecure_port(f'127.0.0.1:{os.environ["PORT"]}')
    await server.start()
    await server.wait_for_termination()


asyncio.run(main())
