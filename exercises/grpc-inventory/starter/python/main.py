import asyncio
import os

import grpc

from inventory_pb2_grpc import InventoryServicer, add_InventoryServicer_to_server


class Inventory(InventoryServicer):
    # One method, as an example. The others are UNIMPLEMENTED.
    async def GetItem(self, request, context):
        await context.abort(grpc.StatusCode.UNIMPLEMENTED, f'to do: tell what there is of {request.sku}')


async def main():
    server = grpc.aio.server()
    add_InventoryServicer_to_server(Inventory(), server)
    server.add_insecure_port(f'127.0.0.1:{os.environ["PORT"]}')
    await server.start()
    await server.wait_for_termination()


asyncio.run(main())
