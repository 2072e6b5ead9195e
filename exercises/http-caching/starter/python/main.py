import hashlib
import os
import uuid

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

STYLE = "body { font-family: serif; max-width: 40rem; margin: auto }\n"
STYLE_PATH = f"/assets/style.{hashlib.sha256(STYLE.encode()).hexdigest()[:12]}.css"

app = Flask(__name__)
articles = {}
readers = {}


@app.put("/articles/<slug>")
def publish(slug):
    body = request.get_json(silent=True)
    article = {language: part(body, language) for language in ("en", "de")}
    if None in article.values():
        return jsonify(error="an article has a title and a text in en and de"), 400
    articles[slug] = article
    return "", 204


@app.get("/articles/<slug>")
def read_article(slug):
    reader = find_reader()
    if slug not in articles:
        return jsonify(error="nothing here"), 404
    body = {"slug": slug, "language": language(), **articles[slug][language()]}
    if reader:
        body["bookmarked"] = slug in reader["bookmarks"]
    return jsonify(body)


@app.get("/front")
def read_front():
    find_reader()
    listed = [{"slug": slug, "title": articles[slug][language()]["title"]} for slug in sorted(articles)]
    return jsonify(language=language(), articles=listed, style=STYLE_PATH)


@app.post("/readers")
def sign_up():
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("name"), str):
        return jsonify(error="a reader has a name"), 400
    token = str(uuid.uuid4())
    readers[token] = {"name": body["name"], "bookmarks": []}
    return jsonify(token=token), 201


@app.put("/articles/<slug>/bookmark")
def bookmark(slug):
    reader = need_reader()
    if slug not in articles:
        return jsonify(error="nothing here"), 404
    if slug not in reader["bookmarks"]:
        reader["bookmarks"].append(slug)
    return "", 204


@app.get("/me")
def read_me():
    reader = need_reader()
    return jsonify(name=reader["name"], bookmarks=reader["bookmarks"])


@app.get(STYLE_PATH)
def read_style():
    return Response(STYLE, content_type="text/css")


@app.after_request
def finish(response):
    # Who may keep this answer, and for how long? Begin here.
    return response


class Unknown(HTTPException):
    code = 401
    description = "who are you?"


@app.errorhandler(HTTPException)
def refuse(error):
    return jsonify(error=error.name), 404 if error.code == 405 else error.code


def find_reader():
    """None for somebody who is not signed in."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    reader = readers.get(header.removeprefix("Bearer "))
    if reader is None:
        raise Unknown()
    return reader


def need_reader():
    reader = find_reader()
    if reader is None:
        raise Unknown()
    return reader


def language():
    first = request.headers.get("Accept-Language", "").replace(";", ",").split(",")[0].strip().lower()
    return "de" if first == "de" or first.startswith("de-") else "en"


def part(body, language):
    texts = body.get(language) if isinstance(body, dict) else None
    if not isinstance(texts, dict):
        return None
    title, text = texts.get("title"), texts.get("text")
    return {"title": title, "text": text} if isinstance(title, str) and isinstance(text, str) else None


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
