from database import first_row
from refused import Refused


def find(sku: str) -> dict:
    product = first_row("SELECT sku, vendor, name, price, stock FROM products WHERE sku = %s", sku)
    if product is None:
        raise Refused(404, "there is no such product")
    return product


def offer(vendor: str, sku: str, body) -> dict:
    name, price, stock = (body.get(key) if isinstance(body, dict) else None for key in ("name", "price", "stock"))
    if not isinstance(name, str) or not 1 <= len(name) <= 100:
        raise Refused(400, "name must be a string of 1-100 characters")
    if not is_whole(price, 1, 1_000_000):
        raise Refused(400, "price must be an integer from 1 to 1 000 000")
    if not is_whole(stock, 0, 100_000):
        raise Refused(400, "stock must be an integer from 0 to 100 000")
    product = first_row(
        """INSERT INTO products (sku, vendor, name, price, stock) VALUES (%s, %s, %s, %s, %s)
           ON CONFLICT (sku) DO UPDATE SET name = excluded.name, price = excluded.price, stock = excluded.stock
           WHERE products.vendor = excluded.vendor
           RETURNING sku, vendor, name, price, stock""",
        sku,
        vendor,
        name,
        price,
        stock,
    )
    if product is None:
        raise Refused(403, "this product is sold by another vendor")
    return product


def is_whole(value, least: int, most: int) -> bool:
    # True is an int in Python.
    return type(value) is int and least <= value <= most
