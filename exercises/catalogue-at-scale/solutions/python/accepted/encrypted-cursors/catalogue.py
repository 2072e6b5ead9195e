import os
from datetime import UTC

from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=1, max_size=4, open=True, kwargs={"row_factory": dict_row})

COLUMNS = "id, name, category, price, stock, updated_at"
TYPES = {"id": "bigint", "name": "text", "price": "integer", "updated_at": "timestamptz"}


def prepare():
    with pool.connection() as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS products (id bigint PRIMARY KEY, name text NOT NULL, category text NOT NULL,"
            " price integer NOT NULL, stock integer NOT NULL, updated_at timestamptz NOT NULL)"
        )
        for column in ("name", "price", "updated_at"):
            connection.execute(f"CREATE INDEX IF NOT EXISTS products_by_{column} ON products ({column}, id)")
        connection.execute("CREATE TABLE IF NOT EXISTS secrets (name text PRIMARY KEY, value bytea NOT NULL)")


def read_secret(name, fresh):
    """Kept in the database: the same after every restart."""
    with pool.connection() as connection:
        connection.execute("INSERT INTO secrets VALUES (%s, %s) ON CONFLICT DO NOTHING", (name, fresh))
        row = connection.execute("SELECT value FROM secrets WHERE name = %s", (name,)).fetchone()
    return bytes(row["value"])


def read_page(question, place):
    """Products, the place before the first and the place behind the last of them; None where there is nothing."""
    backward = place is not None and place["backward"]
    found = read_rows(question, place, question.limit + 1)
    rows = found[: question.limit]
    if backward:
        rows.reverse()
    if not rows:
        return [], None, None
    before, after = place_at(question, rows[0], True), place_at(question, rows[-1], False)
    is_more = len(found) > len(rows)
    is_before = is_more if backward else bool(read_rows(question, before, 1))
    is_after = bool(read_rows(question, after, 1)) if backward else is_more
    return [to_product(row) for row in rows], before if is_before else None, after if is_after else None


def place_at(question, row, backward):
    # isoformat keeps the microseconds.
    values = {column: row[column] for column, _ in question.order}
    if "updated_at" in values:
        values["updated_at"] = values["updated_at"].isoformat()
    return {"backward": backward, "values": values}


def read_rows(question, place, count):
    params = {"count": count}
    where = ["true"]
    for name, condition in (
        ("category", "category = %(category)s"),
        ("min_price", "price >= %(min_price)s"),
        ("max_price", "price <= %(max_price)s"),
        ("in_stock", "(stock > 0) = %(in_stock)s"),
    ):
        value = getattr(question, name)
        if value is not None:
            where.append(condition)
            params[name] = value
    backward = place is not None and place["backward"]
    if place is not None:
        params |= {f"at_{column}": value for column, value in place["values"].items()}
        where.append(behind(question.order, backward))
    order = ", ".join(f"{column} {'DESC' if descending != backward else 'ASC'}" for column, descending in question.order)
    sql = f"SELECT {COLUMNS} FROM products WHERE {' AND '.join(where)} ORDER BY {order} LIMIT %(count)s"
    with pool.connection() as connection:
        return connection.execute(sql, params).fetchall()


def behind(order, backward):
    """All directions alike: one comparison of rows. Else from the last key outwards, each bounded for the index."""
    signs = ["<" if descending != backward else ">" for _, descending in order]
    values = [f"%(at_{column})s::{TYPES[column]}" for column, _ in order]
    columns = [column for column, _ in order]
    if len(set(signs)) == 1:
        return f"({', '.join(columns)}) {signs[0]} ({', '.join(values)})"
    condition = "false"
    for column, sign, value in reversed(list(zip(columns, signs, values))):
        condition = f"{column} {sign}= {value} AND ({column} {sign} {value} OR ({condition}))"
    return condition


def find_row(id):
    if not id.isascii() or not id.isdigit() or len(id) > 15:
        return None
    with pool.connection() as connection:
        return connection.execute(f"SELECT {COLUMNS} FROM products WHERE id = %s", (int(id),)).fetchone()


def read_old_page(category, page):
    with pool.connection() as connection:
        return connection.execute(
            f"SELECT {COLUMNS} FROM products WHERE %(category)s::text IS NULL OR category = %(category)s"
            " ORDER BY id LIMIT 20 OFFSET %(offset)s",
            {"category": category, "offset": (page - 1) * 20},
        ).fetchall()


def to_product(row):
    return {
        "id": row["id"],
        "name": row["name"],
        "category": row["category"],
        "price": {"amount": row["price"], "currency": "EUR"},
        "stock": row["stock"],
        "updatedAt": row["updated_at"].astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
    }
