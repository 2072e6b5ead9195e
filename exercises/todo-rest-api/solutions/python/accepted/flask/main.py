import hashlib
import itertools
import json
import os
import re
import threading

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

app = Flask(__name__)
app.url_map.merge_slashes = False
lock = threading.Lock()
todos = {}
ids = itertools.count(1)


def respond(body, status=200, content_type="application/json", **headers):
    data = json.dumps(body, ensure_ascii=False)
    response = Response(data, status=status, content_type=content_type)
    response.headers.update(headers)
    return response


class Refused(Exception):
    def __init__(self, status, title, **more):
        self.status, self.body = status, {"title": title, "status": status, **more}


@app.errorhandler(Refused)
def answer_refused(refused):
    return respond(refused.body, refused.status, "application/problem+json")


@app.errorhandler(HTTPException)
def answer_http_exception(error):
    response = respond({"title": error.name, "status": error.code}, error.code, "application/problem+json")
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def etag(todo):
    digest = hashlib.sha256(json.dumps(todo, sort_keys=True).encode()).hexdigest()
    return f'"{digest[:32]}"'


def answer_todo(todo, status=200, **headers):
    return respond(todo, status, ETag=etag(todo), **headers)


def find(todo_id):
    if todo_id not in todos:
        raise Refused(404, "No such todo")
    return todos[todo_id]


def read_json(*types):
    if request.mimetype not in types:
        raise Refused(415, f"Send {' or '.join(types)}")
    try:
        return json.loads(request.get_data())
    except ValueError:
        raise Refused(400, "The body is not JSON") from None


def text_of(low, high):
    return lambda value: isinstance(value, str) and low <= len(value) <= high


RULES = {
    "title": (lambda value: isinstance(value, str) and text_of(1, 200)(value.strip()), "must be 1 to 200 characters"),
    "done": (lambda value: value is True or value is False, "must be true or false"),
    "project": (lambda value: value is None or text_of(1, 50)(value), "must be null or 1 to 50 characters"),
}


def checked(body, required=()):
    if type(body) is not dict:
        raise Refused(422, "A todo is an object")
    wrong = {name: "is required" for name in required if name not in body}
    for name, value in body.items():
        if name not in RULES:
            wrong[name] = "is not known"
        elif not RULES[name][0](value):
            wrong[name] = RULES[name][1]
    if wrong:
        errors = [{"field": name, "message": message} for name, message in wrong.items()]
        raise Refused(422, "This todo has mistakes", errors=errors)
    if "title" in body:
        body["title"] = body["title"].strip()
    return body


def refuse_stale(todo):
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return
    if etag(todo) not in [tag.strip() for tag in header.split(",")]:
        raise Refused(412, "The todo has changed")


def page_number(name, absent, low, high):
    text = request.args.get(name, str(absent))
    if not re.fullmatch("[0-9]{1,12}", text) or not low <= int(text) <= high:
        raise Refused(400, f"{name} must be {low} to {high}")
    return int(text)


@app.get("/todos")
def list_todos():
    limit, offset = page_number("limit", 20, 1, 100), page_number("offset", 0, 0, 10**12)
    done, project = request.args.get("done"), request.args.get("project")
    if done not in (None, "true", "false"):
        raise Refused(400, "done must be true or false")
    with lock:
        found = list(todos.values())
    if done is not None:
        found = [todo for todo in found if todo["done"] is (done == "true")]
    if project is not None:
        found = [todo for todo in found if todo["project"] == project]
    return respond({"items": found[offset : offset + limit], "total": len(found)})


@app.post("/todos")
def create_todo():
    members = checked(read_json("application/json"), required=["title"])
    todo = {"id": str(next(ids)), "done": False, "project": None, **members}
    with lock:
        todos[todo["id"]] = todo
    return answer_todo(todo, 201, Location=f"/todos/{todo['id']}")


@app.get("/todos/<todo_id>")
def read_todo(todo_id):
    todo = find(todo_id)
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
    if "*" in known or etag(todo) in known:
        return Response(status=304, headers={"ETag": etag(todo)})
    return answer_todo(todo)


@app.put("/todos/<todo_id>")
def replace_todo(todo_id):
    find(todo_id)
    members = checked(read_json("application/json"), required=["title"])
    if "If-Match" not in request.headers:
        raise Refused(428, "If-Match is required")
    with lock:
        refuse_stale(find(todo_id))
        todos[todo_id] = {"id": todo_id, "done": False, "project": None, **members}
        return answer_todo(todos[todo_id])


@app.patch("/todos/<todo_id>")
def change_todo(todo_id):
    find(todo_id)
    members = checked(read_json("application/merge-patch+json", "application/json"))
    with lock:
        todo = find(todo_id)
        refuse_stale(todo)
        todos[todo_id] = {**todo, **members}
        return answer_todo(todos[todo_id])


@app.delete("/todos/<todo_id>")
def delete_todo(todo_id):
    with lock:
        refuse_stale(find(todo_id))
        del todos[todo_id]
    return Response(status=204)


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True)
