import re
import secrets
import unicodedata

from flask import Blueprint, g, jsonify

import database
from reading import member, query, storable, tags, text, text_or, whole
from refusal import Refusal
from users import needs_token, viewer_id

FOLLOWING = "EXISTS (SELECT FROM follows f WHERE f.follower_id = %(viewer)s AND f.followee_id = u.id) AS following"
SELECT_ARTICLES = f"""
SELECT a.*, u.username, u.bio, u.image, {FOLLOWING},
       EXISTS (SELECT FROM favorites f WHERE f.article_id = a.id AND f.user_id = %(viewer)s) AS favorited,
       (SELECT count(*) FROM favorites f WHERE f.article_id = a.id) AS favorites_count
FROM articles a JOIN users u ON u.id = a.author_id
"""
SELECT_COMMENTS = f"SELECT c.*, u.username, u.bio, u.image, {FOLLOWING} FROM comments c JOIN users u ON u.id = c.author_id"

routes = Blueprint("articles", __name__)


def show_dates(row: dict) -> dict:
    return {"createdAt": row["created_at"].isoformat(), "updatedAt": row["updated_at"].isoformat()}


def show_author(row: dict) -> dict:
    return {name: row[name] for name in ("username", "bio", "image", "following")}


def summary(row: dict) -> dict:
    return {
        **{name: row[name] for name in ("slug", "title", "description")},
        "tagList": row["tags"],
        **show_dates(row),
        "favorited": row["favorited"],
        "favoritesCount": row["favorites_count"],
        "author": show_author(row),
    }


def show_comment(row: dict) -> dict:
    return {"id": row["id"], "body": row["body"], **show_dates(row), "author": show_author(row)}


def find_article(slug: str) -> dict:
    row = database.one(f"{SELECT_ARTICLES} WHERE a.slug = %(slug)s", {"viewer": viewer_id(), "slug": storable(slug, "slug")})
    if row is None:
        raise Refusal(404, "article", "is unknown")
    return row


def check_own(row: dict) -> dict:
    if row["author_id"] != g.viewer["id"]:
        raise Refusal(403, "author", "is somebody else")
    return row


def to_slug(title: str) -> str:
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", title).lower())
    return "-".join([*words, secrets.token_hex(5)])


def list_articles(where: str, params: dict):
    limit, offset = whole("limit", 20), whole("offset", 0)
    params = {**params, "viewer": viewer_id(), "limit": limit, "offset": offset}
    matching = f"{SELECT_ARTICLES} WHERE {where}"
    rows = database.all(f"{matching} ORDER BY a.created_at DESC, a.id DESC LIMIT %(limit)s OFFSET %(offset)s", params)
    count = database.one(f"SELECT count(*) FROM ({matching}) AS matching", params)["count"]
    return jsonify(articles=[summary(row) for row in rows], articlesCount=count)


@routes.get("/articles")
def read_list():
    conditions = {
        "tag": "%(tag)s = ANY (a.tags)",
        "author": "u.username = %(author)s",
        "favorited": "a.id IN (SELECT article_id FROM favorites JOIN users r ON r.id = user_id WHERE r.username = %(favorited)s)",
    }
    given = {name: query(name) for name in conditions if query(name) is not None}
    return list_articles(" AND ".join(["true", *(conditions[name] for name in given)]), given)


@routes.get("/articles/feed")
@needs_token
def read_feed():
    return list_articles("a.author_id IN (SELECT followee_id FROM follows WHERE follower_id = %(viewer)s)", {})


@routes.post("/articles")
@needs_token
def publish():
    given = member("article")
    title = text(given, "title")
    values = to_slug(title), viewer_id(), title, text(given, "description"), text(given, "body"), tags(given)
    sql = "INSERT INTO articles (slug, author_id, title, description, body, tags) VALUES (%s, %s, %s, %s, %s, %s)"
    database.all(sql, values)
    return read_article(values[0]), 201


@routes.get("/articles/<slug>")
def read_article(slug):
    row = find_article(slug)
    return jsonify(article={**summary(row), "body": row["body"]})


@routes.put("/articles/<slug>")
@needs_token
def update(slug):
    row, given = check_own(find_article(slug)), member("article")
    title = text_or(given, "title", row["title"])
    new_slug = slug if title == row["title"] else to_slug(title)
    values = new_slug, title, text_or(given, "description", row["description"]), text_or(given, "body", row["body"]), row["id"]
    database.all("UPDATE articles SET slug = %s, title = %s, description = %s, body = %s, updated_at = now() WHERE id = %s", values)
    return read_article(new_slug)


@routes.delete("/articles/<slug>")
@needs_token
def delete(slug):
    database.all("DELETE FROM articles WHERE id = %s", (check_own(find_article(slug))["id"],))
    return "", 204


@routes.post("/articles/<slug>/favorite")
@needs_token
def favorite(slug):
    database.all("INSERT INTO favorites VALUES (%s, %s) ON CONFLICT DO NOTHING", (find_article(slug)["id"], viewer_id()))
    return read_article(slug)


@routes.delete("/articles/<slug>/favorite")
@needs_token
def unfavorite(slug):
    database.all("DELETE FROM favorites WHERE article_id = %s AND user_id = %s", (find_article(slug)["id"], viewer_id()))
    return read_article(slug)


@routes.get("/articles/<slug>/comments")
def read_comments(slug):
    params = {"viewer": viewer_id(), "article": find_article(slug)["id"]}
    rows = database.all(f"{SELECT_COMMENTS} WHERE c.article_id = %(article)s ORDER BY c.id DESC", params)
    return jsonify(comments=[show_comment(row) for row in rows])


@routes.post("/articles/<slug>/comments")
@needs_token
def add_comment(slug):
    values = find_article(slug)["id"], viewer_id(), text(member("comment"), "body")
    added = database.one("INSERT INTO comments (article_id, author_id, body) VALUES (%s, %s, %s) RETURNING id", values)
    row = database.one(f"{SELECT_COMMENTS} WHERE c.id = %(id)s", {"viewer": viewer_id(), **added})
    return jsonify(comment=show_comment(row)), 201


@routes.delete("/articles/<slug>/comments/<id>")
@needs_token
def delete_comment(slug, id):
    sql = "SELECT * FROM comments WHERE article_id = %s AND id::text = %s"
    row = database.one(sql, (find_article(slug)["id"], storable(id, "id")))
    if row is None:
        raise Refusal(404, "comment", "is unknown")
    check_own(row)
    database.all("DELETE FROM comments WHERE id = %s", (row["id"],))
    return "", 204


@routes.get("/tags")
def read_tags():
    return jsonify(tags=[row["tag"] for row in database.all("SELECT DISTINCT unnest(tags) AS tag FROM articles ORDER BY tag")])
