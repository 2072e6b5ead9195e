import database
from faults import fault
from reading import Item, is_id


def check(**rules):
    """Names everything that is wrong at once."""
    fields = [field for field, is_right in rules.items() if not is_right]
    if fields:
        raise fault("INVALID_INPUT", f"Wrong: {', '.join(fields)}.", fields)


def add_review(input):
    check(
        author=1 <= len(input["author"]) <= 100,
        rating=1 <= input["rating"] <= 5,
        text=1 <= len(input["text"]) <= 2000,
    )
    rows = []
    if is_id(input["productId"]):
        sql = """INSERT INTO reviews (product_id, author, rating, text)
                 SELECT id, %s::text, %s::integer, %s::text FROM products WHERE id = %s::bigint RETURNING *"""
        rows = database.query(sql, input["author"], input["rating"], input["text"], input["productId"])
    if not rows:
        raise fault("NOT_FOUND", f"There is no product {input['productId']}.")
    return Item(rows[0])


def place_order(input):
    lines = input["lines"]
    ids = [line["productId"] for line in lines]
    quantities = [line["quantity"] for line in lines]
    check(
        customer=1 <= len(input["customer"]) <= 100,
        lines=1 <= len(lines) <= 20
        and all(1 <= quantity <= 100 for quantity in quantities)
        and len(set(ids)) == len(ids),
    )
    if not all(map(is_id, ids)):
        raise fault("NOT_FOUND", "There is no such product.")
    ids = [int(id) for id in ids]
    with database.pool.connection() as connection, connection.transaction():
        # Locked in the order of their ids, so that two orders never wait for each other.
        sql = "SELECT id, stock, price_cents FROM products WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE"
        products = {row["id"]: row for row in connection.execute(sql, (ids,))}
        if len(products) < len(ids):
            raise fault("NOT_FOUND", "There is no such product.")
        if any(products[id]["stock"] < quantity for id, quantity in zip(ids, quantities)):
            raise fault("OUT_OF_STOCK", "There is not enough of one of the products.")

        connection.execute(
            """UPDATE products SET stock = stock - line.quantity
               FROM unnest(%s::bigint[], %s::integer[]) AS line (id, quantity) WHERE products.id = line.id""",
            (ids, quantities),
        )
        order = connection.execute(
            "INSERT INTO orders (customer) VALUES (%s) RETURNING *", (input["customer"],)
        ).fetchone()
        prices = [products[id]["price_cents"] for id in ids]
        connection.execute(
            """INSERT INTO order_lines (order_id, place, product_id, quantity, price_cents)
               SELECT %s::bigint, place, id, quantity, price
               FROM unnest(%s::bigint[], %s::integer[], %s::integer[]) WITH ORDINALITY
                 AS line (id, quantity, price, place)""",
            (order["id"], ids, quantities, prices),
        )
    return Item(order)
