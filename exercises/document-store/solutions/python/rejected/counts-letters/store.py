"""The table: every function is one transaction."""

import os
import uuid

from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

from rules import Refused, check_document, merge_patch

# What has expired is not there any more, whether its row still is or not.
IS_LIVE = "(expires_at IS NULL OR expires_at > now())"

SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
  id uuid PRIMARY KEY, version bigint NOT NULL, body jsonb NOT NULL, expires_at timestamptz
);
CREATE INDEX IF NOT EXISTS documents_body ON documents USING gin (body jsonb_path_ops);
CREATE UNIQUE INDEX IF NOT EXISTS documents_sku ON documents ((body ->> 'sku'));
CREATE INDEX IF NOT EXISTS documents_expiry ON documents (expires_at);
"""

pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=4, max_size=10, open=True)


def create_table():
    with pool.connection() as connection:
        connection.execute(SCHEMA)


def sweep():
    with pool.connection() as connection:
        connection.execute("DELETE FROM documents WHERE expires_at <= now()")


def create(body, expires_at):
    document = check_document(body)
    id = uuid.uuid4()
    with pool.connection() as connection:
        free_sku(connection, document)
        connection.execute(
            "INSERT INTO documents (id, version, body, expires_at) VALUES (%s, 1, %s, %s)",
            (id, Jsonb(document), expires_at),
        )
    return str(id)


def read(id):
    with pool.connection() as connection:
        return find(connection, id)


def replace(id, if_match, body):
    return change(id, if_match, lambda document: check_document(body))


def patch(id, if_match, body):
    if not isinstance(body, dict):
        raise Refused(400, "a patch is a JSON object")
    return change(id, if_match, lambda document: check_document(merge_patch(document, body)))


def remove(id, if_match):
    with pool.connection() as connection:
        version, _ = find(connection, id, "FOR UPDATE")
        check_version(version, if_match)
        connection.execute("DELETE FROM documents WHERE id = %s", (id,))


def change(id, if_match, edit):
    with pool.connection() as connection:
        # From here on nobody else can change it.
        version, old = find(connection, id, "FOR UPDATE")
        check_version(version, if_match)
        document = edit(old)
        if document.get("sku") != old.get("sku"):
            free_sku(connection, document)
        connection.execute(
            "UPDATE documents SET body = %s, version = version + 1 WHERE id = %s", (Jsonb(document), id)
        )
    return version + 1, document


def find(connection, id, lock=""):
    try:
        key = uuid.UUID(id)
    except ValueError:
        raise Refused(404, "there is no such document") from None
    row = connection.execute(
        f"SELECT version, body FROM documents WHERE id = %s AND {IS_LIVE} {lock}", (key,)
    ).fetchone()
    if row is None:
        raise Refused(404, "there is no such document")
    return row


def check_version(version, if_match):
    if if_match not in (None, f'"{version}"'):
        raise Refused(412, f"the document is now at version {version}")


def free_sku(connection, document):
    """An expired document that was not swept yet must not keep its sku."""
    if "sku" in document:
        connection.execute(f"DELETE FROM documents WHERE body ->> 'sku' = %s AND NOT {IS_LIVE}", (document["sku"],))
