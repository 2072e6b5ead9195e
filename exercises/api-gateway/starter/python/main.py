import os

import aiohttp
from aiohttp import web

CUSTOMERS_URL = os.environ["UPSTREAM_CUSTOMERS_URL"]
ORDERS_URL = os.environ["UPSTREAM_ORDERS_URL"]


async def home(request):
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": request.headers.get("Authorization", "")}
        async with session.get(f"{CUSTOMERS_URL}/me", headers=headers) as answer:
            customer = await answer.json()

        # Next: what is in stock, and how many points there are.
        async with session.get(f"{ORDERS_URL}/orders", headers={"X-User-Id": customer["id"]}) as answer:
            orders = (await answer.json())["orders"]

    return web.json_response(
        {
            "customer": {"id": customer["id"], "name": customer["name"]},
            "orders": orders,
            "points": None,
            "missing": [],
        }
    )


app = web.Application()
app.add_routes([web.get("/home", home)])
web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None)
