"""Search: what may be asked, and what it is in SQL."""

import uuid

from psycopg.types.json import Jsonb

from rules import Refused
from store import IS_LIVE, pool

COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
MOST_CONDITIONS = 10
MOST_NAMES = 20


def read_question(body):
    if not isinstance(body, dict):
        raise Refused(400, "a question is a JSON object")
    where, limit = body.get("where", []), body.get("limit", 20)
    if not isinstance(where, list) or len(where) > MOST_CONDITIONS:
        raise Refused(400, f"where is a list of at most {MOST_CONDITIONS} conditions")
    if type(limit) is not int or not 1 <= limit <= 100:
        raise Refused(400, "limit is an integer from 1 to 100")
    for condition in where:
        check_condition(condition)
    return where, limit, read_cursor(body.get("cursor"))


def check_condition(condition):
    if not isinstance(condition, dict) or not {"path", "op", "value"} <= condition.keys():
        raise Refused(400, "a condition has path, op and value")
    path = condition["path"]
    if not isinstance(path, list) or not 1 <= len(path) <= MOST_NAMES or not all(type(name) is str for name in path):
        raise Refused(400, f"a path is a list of 1-{MOST_NAMES} names")
    op, value = condition["op"], condition["value"]
    # True is an int in Python.
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    fits = {
        "eq": not isinstance(value, (dict, list)),
        "has": not isinstance(value, (dict, list)),
        "exists": isinstance(value, bool),
        **dict.fromkeys(COMPARISONS, is_number),
    }
    if not isinstance(op, str) or not fits.get(op, False):
        raise Refused(400, "there is no such op, or not for this value")


def read_cursor(cursor):
    if cursor is None:
        return None
    try:
        return uuid.UUID(cursor)
    except (ValueError, AttributeError, TypeError):
        raise Refused(400, "cursor is what an answer had as next") from None


def search(question):
    where, limit, after = question
    values = []
    conditions = [IS_LIVE, *(to_sql(condition, values) for condition in where)]
    if after is not None:
        conditions.append("id > %s")
        values.append(after)
    sql = f"SELECT id, version, body FROM documents WHERE {' AND '.join(conditions)} ORDER BY id LIMIT %s"
    with pool.connection() as connection:
        rows = connection.execute(sql, [*values, limit + 1]).fetchall()
    page = rows[:limit]
    return {
        "items": [{"id": str(id), "version": version, "document": body} for id, version, body in page],
        "next": str(page[-1][0]) if len(rows) > limit else None,
    }


def to_sql(condition, values):
    """`@>` is what the GIN index answers; `#>` follows a path."""
    path, op, value = condition["path"], condition["op"], condition["value"]
    if op in ("eq", "has"):
        values.append(Jsonb(nest(path, value if op == "eq" else [value])))
        return "body @> %s"
    names = [name.replace("'", "''").replace("%", "%%") for name in path]
    member = f"(body #> '{{{','.join(names)}}}')"
    if op == "exists":
        return f"{member} IS {'NOT' if value else ''} NULL"
    values.append(value)
    return f"jsonb_typeof({member}) = 'number' AND {member} {COMPARISONS[op]} to_jsonb(%s::numeric)"


def nest(path, value):
    for name in reversed(path):
        value = {name: value}
    return value
