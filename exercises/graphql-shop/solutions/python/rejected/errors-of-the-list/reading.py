import re

from database import query
from faults import fault


class Item:
    """A row, and what was read ahead for the fields below it."""

    def __init__(self, row):
        self.row, self.ahead = row, {}


def items(rows):
    return [Item(row) for row in rows]


def is_id(id):
    """An id that is none of ours names nothing; PostgreSQL need not be asked."""
    return re.fullmatch("[1-9][0-9]{0,17}", id) is not None


def check_first(first):
    if not 1 <= first <= 100:
        raise fault("INVALID_INPUT", "first must be from 1 to 100.", ["first"])
    return first


def find(table, id):
    found = find_all(table, [int(id)]) if is_id(id) else []
    return found[0] if found else None


def find_all(table, ids):
    # One of our own names, never a client's.
    return items(query(f"SELECT * FROM {table} WHERE id = ANY(%s::bigint[])", list(ids))) if ids else []


def list_products(category, first):
    sql = "SELECT * FROM products WHERE %s::text IS NULL OR category = %s ORDER BY id LIMIT %s"
    return items(query(sql, category, category, first))


def average_ratings(ids):
    sql = """SELECT product_id, avg(rating)::float8 AS average FROM reviews
             WHERE product_id = ANY(%s::bigint[]) GROUP BY product_id"""
    return {row["product_id"]: row["average"] for row in query(sql, ids)}


def totals(ids):
    sql = """SELECT order_id, sum(quantity * price_cents)::integer AS total FROM order_lines
             WHERE order_id = ANY(%s::bigint[]) GROUP BY order_id"""
    return {row["order_id"]: row["total"] for row in query(sql, ids)}


def products_of_vendors(ids, first):
    sql = """SELECT * FROM (
               SELECT *, row_number() OVER (PARTITION BY vendor_id ORDER BY id) AS nr FROM products
               WHERE vendor_id = ANY(%s::bigint[])
             ) AS numbered WHERE nr <= %s ORDER BY vendor_id, nr"""
    return items(query(sql, ids, first))


def reviews_of_products(ids, first):
    sql = """SELECT * FROM (
               SELECT *, row_number() OVER (PARTITION BY product_id ORDER BY id DESC) AS nr FROM reviews
               WHERE product_id = ANY(%s::bigint[])
             ) AS numbered WHERE nr <= %s ORDER BY product_id, nr"""
    return items(query(sql, ids, first))


def lines_of_orders(ids, _):
    sql = "SELECT * FROM order_lines WHERE order_id = ANY(%s::bigint[]) ORDER BY order_id, place"
    return items(query(sql, ids))
