import uuid

import carts
import orders
import provider
from database import first_row, pool
from refused import Refused
from split import split


def check_out(customer: str, key: str, card: str) -> dict:
    """The checkout of this key, carried out as far as the provider lets us."""
    if find_by_key(customer, key) is None:
        place(customer, key, card)
    row = find_by_key(customer, key)
    checkout = find(customer, row["id"])
    if checkout["status"] != "pending":
        return checkout
    body = {"amount": checkout["total"], "card": row["card"], "reference": row["id"]}
    # The key follows from the checkout, in every attempt of every request.
    outcome = provider.ask("/authorizations", f"auth-{row['id']}", body)
    if outcome:
        settle(row["id"], outcome.get("id"))
    return find(customer, row["id"])


def find(customer: str, id: str) -> dict:
    row = first_row("SELECT id, status FROM checkouts WHERE customer = %s AND id = %s", customer, id)
    if row is None:
        raise Refused(404, "you have no such checkout")
    its_orders = orders.list_all("checkout = %s", id)
    return {**row, "total": sum(order["total"] for order in its_orders), "orders": its_orders}


def find_by_key(customer: str, key: str) -> dict | None:
    return first_row("SELECT id, card FROM checkouts WHERE customer = %s AND key = %s", customer, key)


def settle(id: str, authorization: str | None) -> None:
    """Ends a checkout of which nobody has known, once. Without an authorization it is declined."""
    status = "authorized" if authorization else "declined"
    with pool.connection() as connection:
        checkout = connection.execute(
            """UPDATE checkouts SET status = %s, authorization_id = %s WHERE id = %s AND status = 'pending'
               RETURNING customer""",
            (status, authorization, id),
        ).fetchone()
        if checkout is None:
            return
        order_status = "authorized" if authorization else "cancelled"
        connection.execute("UPDATE orders SET status = %s WHERE checkout = %s", (order_status, id))
        if authorization:
            return
        taken = connection.execute(
            """SELECT sku, quantity FROM items JOIN orders ON orders.id = order_id JOIN products USING (sku)
               WHERE checkout = %s ORDER BY sku COLLATE "C" FOR UPDATE OF products""",
            (id,),
        ).fetchall()
        for item in taken:
            connection.execute("UPDATE products SET stock = stock + %s WHERE sku = %s", (item["quantity"], item["sku"]))
    carts.give_back(checkout["customer"], {item["sku"]: item["quantity"] for item in taken})


def place(customer: str, key: str, card: str) -> None:
    """Takes the cart and the stock, and writes the orders down: all of it or nothing."""
    id = str(uuid.uuid4())
    cart = {}
    try:
        with pool.connection() as connection:
            # A copy of this request waits here until this one is over, and then changes nothing.
            inserted = connection.execute(
                "INSERT INTO checkouts (id, customer, key, card) VALUES (%s, %s, %s, %s) ON CONFLICT (customer, key) DO NOTHING",
                (id, customer, key, card),
            )
            if inserted.rowcount == 0:
                return
            cart = carts.take(customer, id)
            if not cart:
                raise Refused(409, "the cart is empty")
            # In the order of their names, so that two checkouts never wait for each other.
            products = connection.execute(
                """SELECT sku, vendor, price, stock FROM products WHERE sku = ANY(%s) ORDER BY sku COLLATE "C" FOR UPDATE""",
                (list(cart),),
            ).fetchall()
            for product in products:
                if product["stock"] < cart[product["sku"]]:
                    raise Refused(409, f"there is not enough of {product['sku']}", sku=product["sku"])
            for sku, quantity in cart.items():
                connection.execute("UPDATE products SET stock = stock - %s WHERE sku = %s", (quantity, sku))
            for share in split(cart, products):
                orders.insert(connection, id, share)
    except Exception:
        if cart:
            carts.give_back(customer, cart)
        raise
    finally:
        if cart:
            carts.forget(id)
