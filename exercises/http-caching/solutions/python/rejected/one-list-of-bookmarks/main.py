import hashlib
import os
import uuid

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

STYLE = "body { font-family: serif; max-width: 40rem; margin: auto }\n"
STYLE_PATH = f"/assets/style.{hashlib.sha256(STYLE.encode()).hexdigest()[:12]}.css"

app = Flask(__name__)
articles = {}
NOTHING_YET = []
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
    # On the anonymous answer, too: it is not good enough for somebody who is signed in.
    vary = "Accept-Language, Authorization"
    return keep(jsonify(body), "private, no-cache" if reader else "public, max-age=60", vary)


@app.get("/front")
def read_front():
    find_reader()
    listed = [{"slug": slug, "title": articles[slug][language()]["title"]} for slug in sorted(articles)]
    body = jsonify(language=language(), articles=listed, style=STYLE_PATH)
    return keep(body, "public, no-cache", "Accept-Language")


@app.post("/readers")
def sign_up():
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("name"), str):
        return jsonify(error="a reader has a name"), 400
    token = str(uuid.uuid4())
    readers[token] = {"name": body["name"], "bookmarks": NOTHING_YET}
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
    body = jsonify(name=reader["name"], bookmarks=reader["bookmarks"])
    return keep(body, "private, no-cache", "Authorization")


@app.get(STYLE_PATH)
def read_style():
    return keep(Response(STYLE, content_type="text/css"), "public, max-age=31536000, immutable")


def keep(response, cache_control, vary=None):
    response.headers["Cache-Control"] = cache_control
    if vary:
        response.headers["Vary"] = vary
    return response


@app.after_request
def finish(response):
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    if response.status_code != 200:
        return response
    response.add_etag()
    # Compares weakly, knows lists and *, and takes the body out of a 304.
    return response.make_conditional(request)


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
