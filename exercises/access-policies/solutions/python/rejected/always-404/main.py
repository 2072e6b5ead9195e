import itertools
import os
import re
from dataclasses import dataclass

from flask import Flask, g, jsonify, request
from werkzeug.exceptions import HTTPException

app = Flask(__name__)
ids = itertools.count(1)
items = {}  # by id, oldest first
rules = []  # all of them, oldest first

ROLES = {
    "viewer": {"read"},
    "editor": {"read", "write"},
    "auditor": {"read", "audit"},
    "manager": {"read", "write", "audit", "share"},
    "owner": {"read", "write", "audit", "share", "forbid", "delete"},
}


@dataclass
class Item:
    id: str
    name: str
    parent: str | None
    status: str
    author: str


@dataclass
class Rule:
    id: str
    item: str
    effect: str
    subject: str
    actions: set
    when: dict
    role: str | None = None


@dataclass
class Caller:
    user: str
    groups: list
    network: str


class Refused(Exception):
    def __init__(self, status, sentence):
        self.status, self.sentence = status, sentence


# Decisions


def path_up(item):
    """The ids of the item and of all that it lies in, the nearest first."""
    path = [item.id]
    while items[path[-1]].parent is not None:
        path.append(items[path[-1]].parent)
    return path


def concerns(rule, caller):
    return rule.subject in {"everyone", f"user:{caller.user}", *(f"group:{group}" for group in caller.groups)}


def holds(when, item, caller):
    facts = {"status": item.status, "network": caller.network, "author": item.author == caller.user}
    return all(facts[name] == value for name, value in when.items())


def counting(action, item, caller):
    """The rules that have a say, the nearest first, and on the same item the oldest first."""
    path = path_up(item)
    found = [
        rule
        for rule in rules
        if rule.item in path and action in rule.actions and concerns(rule, caller) and holds(rule.when, item, caller)
    ]
    return sorted(found, key=lambda rule: path.index(rule.item))


def decide(found):
    """The rule that decides, or None."""
    denies = [rule for rule in found if rule.effect == "deny"]
    return next(iter(denies or found), None)


def may(action, item, caller):
    rule = decide(counting(action, item, caller))
    return rule is not None and rule.effect == "allow"


def may_for_good(action, item, caller):
    found = counting(action, item, caller)
    rule = decide([rule for rule in found if rule.effect == "deny" or not rule.when])
    return rule is not None and rule.effect == "allow"


def need_to_give(rule, item):
    needed = {"forbid"} if rule.effect == "deny" else {"share", *rule.actions}
    if not all(may_for_good(action, item, g.caller) for action in needed):
        raise Refused(404, "There is no such item.")


def need(action, item):
    if not may(action, item, g.caller):
        raise Refused(404, "There is no such item.")


def find(item_id):
    item = items.get(item_id)
    if item is None or not may("read", item, g.caller):
        raise Refused(404, "There is no such item.")
    return item


# Bodies


def matches(pattern):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def one_of(*values):
    return lambda value: isinstance(value, str) and value in values


def list_of(check, least=0):
    return lambda value: isinstance(value, list) and len(value) >= least and all(map(check, value))


NAME = matches("[a-z0-9-]{1,40}")
TITLE = matches("(?s:.{1,100})")
STATUS = one_of("draft", "final")
NETWORK = one_of("office", "outside")
ACTION = one_of(*ROLES["owner"])
SUBJECT = matches("everyone|(user|group):[a-z0-9-]{1,40}")
CONDITIONS = {"status": STATUS, "network": NETWORK, "author": lambda value: value is True}


def fits(value, required, optional):
    checks = {**required, **optional}
    return (
        isinstance(value, dict)
        and all(name in value for name in required)
        and all(name in checks and checks[name](member) for name, member in value.items())
    )


def read(required, optional):
    body = request.get_json(force=True, silent=True)
    if not fits(body, required, optional):
        raise Refused(400, "The body is not as described.")
    return body


def read_rule(item_id):
    body = request.get_json(force=True, silent=True)
    is_deny = isinstance(body, dict) and body.get("effect") == "deny"
    right = {"actions": list_of(ACTION, 1)} if is_deny else {"role": one_of(*ROLES)}
    when = {"when": lambda value: fits(value, {}, CONDITIONS)}
    body = read({"effect": one_of("allow", "deny"), "subject": SUBJECT, **right}, when)
    actions = set(body["actions"]) if is_deny else ROLES[body["role"]]
    role = body.get("role")
    return Rule(f"r{next(ids)}", item_id, body["effect"], body["subject"], actions, body.get("when", {}), role)


def read_number(name, absent, low, high):
    text = request.args.get(name, str(absent))
    if not re.fullmatch("[0-9]{1,9}", text) or not low <= int(text) <= high:
        raise Refused(400, f"{name} is a number of at least {low}.")
    return int(text)


def show(item):
    parent = items.get(item.parent)
    hidden = parent is None or not may("read", parent, g.caller)
    return {**vars(item), "parent": None if hidden else parent.id}


def show_rule(rule):
    right = {"role": rule.role} if rule.effect == "allow" else {"actions": sorted(rule.actions)}
    return {"id": rule.id, "effect": rule.effect, "subject": rule.subject, **right, "when": rule.when}


# Requests


@app.before_request
def know_the_caller():
    user = request.headers.get("X-User", "")
    if not user:
        raise Refused(401, "The header X-User is missing.")
    groups = [group.strip() for group in request.headers.get("X-Groups", "").split(",")]
    g.caller = Caller(user, groups, request.headers.get("X-Network", "outside"))


@app.errorhandler(Refused)
def refuse(refused):
    return jsonify(error=refused.sentence), refused.status


@app.errorhandler(HTTPException)
def refuse_otherwise(error):
    return jsonify(error=error.description), error.code


@app.post("/items")
def create_item():
    body = read({"name": TITLE}, {"status": STATUS, "parent": lambda value: value is None or isinstance(value, str)})
    parent_id = body.get("parent")
    if parent_id is not None:
        need("write", find(parent_id))
    item = Item(f"i{next(ids)}", body["name"], parent_id, body.get("status", "draft"), g.caller.user)
    items[item.id] = item
    if parent_id is None:
        subject = f"user:{g.caller.user}"
        rules.append(Rule(f"r{next(ids)}", item.id, "allow", subject, ROLES["owner"], {}, "owner"))
    return show(item), 201


@app.get("/items")
def list_items():
    limit, offset = read_number("limit", 50, 1, 100), read_number("offset", 0, 0, 10**9)
    found = list(items.values())
    if "parent" in request.args:
        parent = find(request.args["parent"])
        found = [item for item in found if item.parent == parent.id]
    found = [item for item in found if may("read", item, g.caller)]
    return {"items": [show(item) for item in found[offset : offset + limit]], "total": len(found)}


@app.get("/items/<item_id>")
def read_item(item_id):
    return show(find(item_id))


@app.patch("/items/<item_id>")
def change_item(item_id):
    body = read({}, {"name": TITLE, "status": STATUS})
    item = find(item_id)
    need("write", item)
    for name, value in body.items():
        setattr(item, name, value)
    return show(item)


@app.delete("/items/<item_id>")
def delete_item(item_id):
    item = find(item_id)
    doomed = [other for other in items.values() if item.id in path_up(other)]
    for other in doomed:
        need("delete", other)
    for other in doomed:
        del items[other.id]
    rules[:] = [rule for rule in rules if rule.item in items]
    return "", 204


@app.get("/items/<item_id>/rules")
def list_rules(item_id):
    item = find(item_id)
    need("audit", item)
    return {"rules": [show_rule(rule) for rule in rules if rule.item == item.id]}


@app.post("/items/<item_id>/rules")
def add_rule(item_id):
    rule = read_rule(item_id)
    need_to_give(rule, find(item_id))
    rules.append(rule)
    return show_rule(rule), 201


@app.delete("/items/<item_id>/rules/<rule_id>")
def remove_rule(item_id, rule_id):
    item = find(item_id)
    rule = next((rule for rule in rules if rule.id == rule_id and rule.item == item.id), None)
    if rule is None:
        raise Refused(404, "There is no such rule on this item.")
    need_to_give(rule, item)
    rules.remove(rule)
    return "", 204


@app.post("/items/<item_id>/explain")
def explain(item_id):
    optional = {"groups": list_of(NAME), "network": NETWORK}
    body = read({"user": NAME, "action": ACTION}, optional)
    item = find(item_id)
    need("audit", item)
    asked = Caller(body["user"], body.get("groups", []), body.get("network", "outside"))
    rule = decide(counting(body["action"], item, asked))
    if rule is None:
        return {"allowed": False, "reason": "default", "rule": None}
    return {"allowed": rule.effect == "allow", "reason": rule.effect, "rule": rule.id}


app.run(host="127.0.0.1", port=int(os.environ["PORT"]))
