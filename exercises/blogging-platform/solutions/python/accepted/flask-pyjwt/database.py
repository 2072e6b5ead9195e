import os
import secrets

from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE IF NOT EXISTS users (
  id bigserial PRIMARY KEY, username text NOT NULL UNIQUE, email text NOT NULL UNIQUE,
  password_hash text NOT NULL, bio text, image text
);
CREATE TABLE IF NOT EXISTS follows (
  follower_id bigint REFERENCES users, followee_id bigint REFERENCES users, PRIMARY KEY (follower_id, followee_id)
);
CREATE TABLE IF NOT EXISTS articles (
  id bigserial PRIMARY KEY, slug text NOT NULL UNIQUE, author_id bigint NOT NULL REFERENCES users,
  title text NOT NULL, description text NOT NULL, body text NOT NULL, tags text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS articles_by_tag ON articles USING gin (tags);
CREATE TABLE IF NOT EXISTS favorites (
  article_id bigint REFERENCES articles ON DELETE CASCADE, user_id bigint REFERENCES users, PRIMARY KEY (article_id, user_id)
);
CREATE TABLE IF NOT EXISTS comments (
  id serial PRIMARY KEY, article_id bigint NOT NULL REFERENCES articles ON DELETE CASCADE,
  author_id bigint NOT NULL REFERENCES users, body text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()
);
"""

pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=2, max_size=10, kwargs={"row_factory": dict_row}, open=True)


def all(sql: str, params=()) -> list[dict]:
    with pool.connection() as connection:
        cursor = connection.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def one(sql: str, params=()) -> dict | None:
    rows = all(sql, params)
    return rows[0] if rows else None


def create_tables() -> None:
    with pool.connection() as connection:
        connection.execute(SCHEMA)


def token_secret() -> str:
    """Made at the first start and kept, so that tokens outlive the process."""
    all("INSERT INTO settings VALUES ('token-secret', %s) ON CONFLICT DO NOTHING", (secrets.token_hex(32),))
    return one("SELECT value FROM settings WHERE name = 'token-secret'")["value"]


create_tables()
