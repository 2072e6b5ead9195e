import json
import os
from urllib.parse import urlencode

from cryptography.fernet import Fernet, InvalidToken
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

import catalogue
import parameters
from openapi import DOCUMENT

catalogue.prepare()
fernet = Fernet(catalogue.read_secret("cursors", Fernet.generate_key()))
app = Flask(__name__)


class Refused(Exception):
    def __init__(self, status, title, errors=None):
        self.body = {"status": status, "title": title}
        if errors:
            self.body["errors"] = [{"parameter": name, "message": message} for name, message in errors.items()]


class OldRefused(Exception):
    def __init__(self, status, message):
        self.status, self.message = status, message


def respond(body, status=200, content_type="application/json"):
    return Response(json.dumps(body, ensure_ascii=False), status=status, content_type=content_type)


@app.errorhandler(Refused)
def refuse(error):
    return respond(error.body, error.body["status"], "application/problem+json")


@app.errorhandler(OldRefused)
def refuse_old(error):
    return respond({"error": error.message}, error.status)


@app.errorhandler(HTTPException)
def refuse_path(error):
    return respond({"status": error.code, "title": error.name}, error.code, "application/problem+json")


@app.get("/openapi.json")
def openapi():
    return respond(DOCUMENT)


@app.get("/v2/products")
def list_products():
    question, errors = parameters.read_question(request.args)
    if errors:
        raise Refused(400, "Wrong query parameters", errors)
    place = None if question.cursor is None else unseal(question)
    products, before, after = catalogue.read_page(question, place)
    response = respond({"items": products})
    links = [link(question, place, rel) for rel, place in (("next", after), ("prev", before)) if place]
    if links:
        response.headers["Link"] = ", ".join(links)
    return response


def link(question, place, rel):
    # The list is part of what is encrypted: a place in one list means nothing in another.
    content = json.dumps([question.list(), place])
    query = {**request.args, "cursor": fernet.encrypt(content.encode()).decode()}
    return f'<{request.path}?{urlencode(query)}>; rel="{rel}"'


def unseal(question):
    try:
        of, place = json.loads(fernet.decrypt(question.cursor.encode()))
    except InvalidToken:
        of = None
    if of != question.list():
        raise Refused(400, "Wrong query parameters", {"cursor": "was not given out for these filters and this order"})
    return place


@app.get("/v2/products/<id>")
def read_product(id):
    row = catalogue.find_row(id)
    if row is None:
        raise Refused(404, "No such product")
    return respond(catalogue.to_product(row))


@app.get("/v1/products")
def list_old_products():
    page = request.args.get("page", "1")
    if not page.isascii() or not page.isdigit() or not 1 <= int(page[:8]) < 10_000_000:
        raise OldRefused(400, "page must be a whole number from 1")
    return respond([to_old(row) for row in catalogue.read_old_page(request.args.get("category"), int(page[:8]))])


@app.get("/v1/products/<id>")
def read_old_product(id):
    row = catalogue.find_row(id)
    if row is None:
        raise OldRefused(404, "no such product")
    return respond(to_old(row))


def to_old(row):
    return {"id": row["id"], "title": row["name"], "price": row["price"] / 100, "inStock": row["stock"] > 0}


@app.after_request
def say_farewell(response):
    if request.path.startswith("/v1/"):
        response.headers["Deprecation"] = "@1767225600"
        response.headers["Sunset"] = "Wed, 30 Jun 2027 23:59:59 GMT"
        response.headers["Link"] = '</v2/products>; rel="successor-version"'
    return response


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
