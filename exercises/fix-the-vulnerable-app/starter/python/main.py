import os
import re

from flask import Flask, abort, g, jsonify, redirect, request
from psycopg.errors import UniqueViolation
from werkzeug.exceptions import HTTPException

import pages
from accounts import begin_session, end_session, find_by_password, find_user, hash_password
from attachments import list_attachments, read_attachment, store_attachment
from database import TABLES, insert, query, update
from preview import fetch_preview
from tickets import get_ticket, list_comments, list_tickets, list_tickets_of_house

PUBLIC = {"show_login", "log_in", "register"}

app = Flask(__name__)


@app.before_request
def identify():
    g.user = find_user(request.cookies.get("sid", ""))
    if g.user is None and request.endpoint not in PUBLIC:
        abort(401, "log in first")


@app.get("/login")
def show_login():
    return pages.show_login()


@app.post("/register")
def register():
    fields = request.form.to_dict()
    if not re.fullmatch(r"[a-z0-9.]{3,30}", fields.get("name", "")):
        abort(400, "name: 3 to 30 letters, digits and dots")
    check_text(fields, "password", 8, 100)
    check_text(fields, "display_name", 1, 80)
    password_hash = hash_password(fields.pop("password"))
    try:
        user = insert("users", {"password_hash": password_hash, **fields})
    except UniqueViolation:
        abort(409, "this name is taken")
    return logged_in(user)


@app.post("/login")
def log_in():
    user = find_by_password(request.form.get("name", ""), request.form.get("password", ""))
    if user is None:
        abort(401, "name or password is wrong")
    return logged_in(user)


def logged_in(user):
    response = redirect("/tickets", 303)
    response.set_cookie("sid", begin_session(user), httponly=True)
    return response


@app.post("/logout")
def log_out():
    end_session(request.cookies["sid"])
    response = redirect("/login", 303)
    response.delete_cookie("sid")
    return response


@app.get("/tickets")
def show_tickets():
    q, sort, order = (request.args.get(*pair) for pair in (("q", ""), ("sort", "created"), ("order", "desc")))
    return pages.show_tickets(g.user, list_tickets(g.user, q, sort, order), q, sort, order)


@app.post("/tickets")
def open_ticket():
    check_text(request.form, "subject", 1, 200)
    check_text(request.form, "body", 1, 5000)
    ticket = insert("tickets", {"owner_id": g.user["id"], **request.form.to_dict()})
    return redirect(f"/tickets/{ticket['id']}", 303)


@app.get("/house")
def show_house():
    return pages.show_house(g.user, list_tickets_of_house(g.user["house"]))


@app.get("/tickets/<id>")
def show_ticket(id):
    ticket = get_ticket(g.user, id)
    return pages.show_ticket(g.user, ticket, list_comments(ticket), list_attachments(ticket["id"]))


@app.post("/tickets/<id>/comments")
def add_comment(id):
    ticket = get_ticket(g.user, id)
    check_text(request.form, "text", 1, 2000)
    insert("comments", {"ticket_id": ticket["id"], "author_id": g.user["id"], **request.form.to_dict()})
    return redirect(f"/tickets/{ticket['id']}", 303)


@app.post("/tickets/<id>/attachments")
def attach(id):
    ticket = get_ticket(g.user, id)
    check_text(request.form, "name", 1, 60)
    check_text(request.form, "content", 1, 10_000)
    store_attachment(ticket["id"], request.form["name"], request.form["content"])
    return redirect(f"/tickets/{ticket['id']}", 303)


@app.get("/tickets/<id>/attachment")
def download(id):
    ticket = get_ticket(g.user, id)
    content = read_attachment(ticket["id"], request.args.get("name", ""))
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return content, 200, {"Content-Type": "application/octet-stream", **headers}


# The mails to agents have a link "close this ticket".
@app.route("/tickets/<id>/close", methods=["GET", "POST"])
def close(id):
    ticket = get_ticket(g.user, id)
    update("tickets", ticket["id"], {"status": "closed"})
    return redirect(f"/tickets/{ticket['id']}", 303)


@app.get("/profile")
def show_profile():
    return pages.show_profile(g.user)


@app.post("/profile")
def change_profile():
    fields = request.form.to_dict()
    for name, least, most in (("display_name", 1, 80), ("house", 0, 80), ("website", 0, 200)):
        if name in fields:
            check_text(fields, name, least, most)
    update("users", fields.pop("id"), fields)
    return redirect("/profile", 303)


@app.get("/preview")
def preview():
    check_text(request.args, "url", 1, 1000)
    return jsonify(fetch_preview(request.args["url"]))


def check_text(values, name, least, most):
    if not least <= len(values.get(name, "")) <= most:
        abort(400, f"{name}: {least} to {most} characters")


@app.errorhandler(404)
def show_nothing(error):
    message = f"there is nothing at {request.path}" if request.url_rule is None else error.description
    return pages.show_error(message), 404


@app.errorhandler(HTTPException)
def show_refusal(error):
    return pages.show_error(error.description), error.code


query(TABLES)
app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
