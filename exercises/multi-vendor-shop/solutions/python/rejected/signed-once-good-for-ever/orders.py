import uuid

import provider
from database import all_rows, change, first_row
from refused import Refused

READ = """
SELECT id, checkout, vendor, goods, shipping, goods + shipping AS total, commission, refunded,
       CASE WHEN refunded = goods + shipping THEN 'refunded' ELSE status END AS status,
       (SELECT json_agg(json_build_object('sku', sku, 'quantity', quantity, 'price', price) ORDER BY sku COLLATE "C")
        FROM items WHERE order_id = orders.id) AS items
FROM orders, LATERAL (SELECT coalesce(sum(amount), 0)::int AS refunded FROM refunds WHERE order_id = orders.id) AS sums
"""


def insert(connection, checkout: str, share: dict) -> None:
    id = str(uuid.uuid4())
    connection.execute(
        "INSERT INTO orders (id, checkout, vendor, goods, shipping, commission) VALUES (%s, %s, %s, %s, %s, %s)",
        (id, checkout, share["vendor"], share["goods"], share["shipping"], share["commission"]),
    )
    for item in share["items"]:
        connection.execute(
            "INSERT INTO items (order_id, sku, quantity, price) VALUES (%s, %s, %s, %s)",
            (id, item["sku"], item["quantity"], item["price"]),
        )


def list_all(condition: str, *values) -> list[dict]:
    return all_rows(f"{READ} WHERE {condition} ORDER BY vendor, id", *values)


def find(vendor: str, id: str) -> dict:
    found = list_all("vendor = %s AND id = %s", vendor, id)
    if not found:
        raise Refused(404, "you have no such order")
    return found[0]


def capture(vendor: str, id: str) -> dict:
    order = find(vendor, id)
    if order["status"] in ("captured", "refunded"):
        return order
    if order["status"] != "authorized":
        raise Refused(409, f"the order is {order['status']}")
    checkout = first_row("SELECT authorization_id FROM checkouts WHERE id = %s", order["checkout"])
    body = {"authorization": checkout["authorization_id"], "amount": order["total"], "reference": id}
    outcome = provider.ask("/captures", f"capture-{id}", body)
    if not outcome or not outcome["done"]:
        raise Refused(503, "nobody knows yet whether the order is captured")
    change("UPDATE orders SET status = 'captured', capture = %s WHERE id = %s", outcome["id"], id)
    return find(vendor, id)


def refund(vendor: str, id: str) -> dict:
    """Gives back what has not been given back yet."""
    order = find(vendor, id)
    if order["status"] == "refunded":
        return order
    if order["status"] != "captured":
        raise Refused(409, f"the order is {order['status']}")
    row = first_row("SELECT capture FROM orders WHERE id = %s", id)
    amount = order["total"] - order["refunded"]
    outcome = provider.ask("/refunds", f"refund-{id}", {"capture": row["capture"], "amount": amount, "reference": id})
    if not outcome or not outcome["done"]:
        raise Refused(503, "nobody knows yet whether the order is refunded")
    note_refund(outcome["id"], id, amount)
    return find(vendor, id)


def note_refund(refund_id: str, order_id: str, amount: int) -> None:
    """A refund counts once, from however many sides we hear of it."""
    change(
        """INSERT INTO refunds (id, order_id, amount) SELECT %s, id, %s FROM orders WHERE id = %s
           ON CONFLICT (id) DO NOTHING""",
        refund_id,
        amount,
        order_id,
    )
