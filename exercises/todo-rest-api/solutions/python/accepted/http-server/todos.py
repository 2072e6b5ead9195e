import re


class Problem(Exception):
    def __init__(self, status, title, errors=None, headers=None):
        super().__init__(title)
        self.status, self.title, self.errors, self.headers = status, title, errors, headers or {}

    def body(self):
        body = {"type": "about:blank", "title": self.title, "status": self.status}
        return body if self.errors is None else {**body, "errors": self.errors}


class Store:
    """Todos in the order of their creation (a dict keeps it). The caller holds the lock."""

    def __init__(self):
        self.todos = {}
        self.last_id = 0

    def add(self, members):
        self.last_id += 1
        todo = {"id": str(self.last_id), **members, "version": 1}
        self.todos[todo["id"]] = todo
        return todo

    def get(self, todo_id):
        if todo_id not in self.todos:
            raise Problem(404, "There is no todo with this id")
        return self.todos[todo_id]

    def delete(self, todo):
        del self.todos[todo["id"]]

    def list(self, project, done, limit, offset):
        found = [
            visible(todo)
            for todo in self.todos.values()
            if (project is None or todo["project"] == project) and (done is None or todo["done"] is done)
        ]
        return {"items": found[offset : offset + limit], "total": len(found)}


def visible(todo):
    return {name: todo[name] for name in ("id", "title", "done", "project")}


def etag_of(todo):
    return f'"{todo["id"]}.{todo["version"]}"'


def is_listed(header, todo):
    return header.strip() == "*" or etag_of(todo) in [tag.strip() for tag in header.split(",")]


def check_title(value):
    if not isinstance(value, str):
        return "must be a string"
    return None if 1 <= len(value.strip()) <= 200 else "must have 1 to 200 characters"


def check_done(value):
    return None if isinstance(value, bool) else "must be true or false"


def check_project(value):
    if value is None or (isinstance(value, str) and 1 <= len(value) <= 50):
        return None
    return "must be null or a string of 1 to 50 characters"


CHECKS = {"title": check_title, "done": check_done, "project": check_project}


def check_members(body, complete):
    """The members of a body once they are checked; `complete` fills in the defaults of absent ones."""
    if not isinstance(body, dict):
        raise Problem(422, "A todo is an object")
    errors = []
    for field, value in body.items():
        message = CHECKS[field](value) if field in CHECKS else "is not a member of a todo"
        if message:
            errors.append({"field": field, "message": message})
    if complete and "title" not in body:
        errors.append({"field": "title", "message": "is required"})
    if errors:
        raise Problem(422, "This is not a valid todo", errors)
    members = {**({"done": False, "project": None} if complete else {}), **body}
    if "title" in members:
        members["title"] = members["title"].strip()
    return members


def check_query(query):
    def last(name, absent=None):
        return query[name][-1] if name in query else absent

    def number(name, absent, low, high):
        text = last(name, absent)
        if not re.fullmatch(r"[0-9]{1,15}", text) or not low <= int(text) <= high:
            raise Problem(400, f"{name} must be a whole number from {low} to {high}")
        return int(text)

    done = last("done")
    if done not in (None, "true", "false"):
        raise Problem(400, "done must be true or false")
    return {
        "project": last("project"),
        "done": None if done is None else done == "true",
        "limit": number("limit", "20", 1, 100),
        "offset": number("offset", "0", 0, 10**15),
    }
