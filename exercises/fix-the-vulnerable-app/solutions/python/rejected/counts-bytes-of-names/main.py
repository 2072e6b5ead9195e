import hmac
import os
import re

from flask import Flask, abort, g, jsonify, redirect, render_template, request
from psycopg.errors import UniqueViolation
from werkzeug.exceptions import HTTPException

import accounts
import tickets
from attachments import list_attachments, read_attachment, store_attachment
from database import TABLES, query
from pages import use_templates
from preview import fetch_preview

PUBLIC = {"show_login", "log_in", "register"}
READING = {"GET", "HEAD", "OPTIONS"}

app = Flask(__name__)
use_templates(app)


@app.before_request
def identify():
    g.user = accounts.find_user(request.cookies.get("sid", ""))
    if request.endpoint in PUBLIC:
        return
    if g.user is None:
        abort(401, "log in first")
    # Every request that may change something, whatever routes are added below.
    if request.method not in READING and not is_own_form():
        abort(403, "this form was not on a page of ours: open the page again")


def is_own_form():
    given = request.form.get("form_token", "")
    return hmac.compare_digest(given.encode(), g.user["form_token"].encode())


@app.get("/login")
def show_login():
    return render_template("login.html")


@app.post("/register")
def register():
    name = read_text(request.form, "name", 3, 30)
    if not re.fullmatch(r"[a-z0-9.]+", name):
        abort(400, "name: letters, digits and dots")
    password = read_text(request.form, "password", 8, 100)
    display_name = read_text(request.form, "display_name", 1, 80)
    try:
        user = accounts.register(name, password, display_name)
    except UniqueViolation:
        abort(409, "this name is taken")
    return logged_in(user)


@app.post("/login")
def log_in():
    user = accounts.find_by_password(request.form.get("name", ""), request.form.get("password", ""))
    if user is None:
        abort(401, "name or password is wrong")
    return logged_in(user)


def logged_in(user):
    response = redirect("/tickets", 303)
    response.set_cookie("sid", accounts.begin_session(user), httponly=True, samesite="Lax")
    return response


@app.post("/logout")
def log_out():
    accounts.end_session(request.cookies["sid"])
    response = redirect("/login", 303)
    response.delete_cookie("sid", httponly=True, samesite="Lax")
    return response


@app.get("/tickets")
def show_tickets():
    q, sort, order = (request.args.get(*pair) for pair in (("q", ""), ("sort", "created"), ("order", "desc")))
    found = tickets.list_tickets(g.user, q, sort, order)
    return render_template("tickets.html", tickets=found, q=q, sort=sort, order=order)


@app.post("/tickets")
def open_ticket():
    subject = read_text(request.form, "subject", 1, 200)
    number = tickets.open_ticket(g.user, subject, read_text(request.form, "body", 1, 5000))
    return redirect(f"/tickets/{number}", 303)


@app.get("/house")
def show_house():
    return render_template("house.html", tickets=tickets.list_tickets_of_house(g.user["house"]))


@app.get("/tickets/<id>")
def show_ticket(id):
    ticket = tickets.get_ticket(g.user, id)
    return render_template(
        "ticket.html",
        ticket=ticket,
        comments=tickets.list_comments(ticket),
        attachments=list_attachments(ticket["id"]),
    )


@app.post("/tickets/<id>/comments")
def add_comment(id):
    ticket = tickets.get_ticket(g.user, id)
    tickets.add_comment(ticket, g.user, read_text(request.form, "text", 1, 2000))
    return redirect(f"/tickets/{ticket['id']}", 303)


@app.post("/tickets/<id>/attachments")
def attach(id):
    ticket = tickets.get_ticket(g.user, id)
    name = read_text(request.form, "name", 1, 60)
    store_attachment(ticket["id"], name, read_text(request.form, "content", 1, 10_000))
    return redirect(f"/tickets/{ticket['id']}", 303)


@app.get("/tickets/<id>/attachment")
def download(id):
    ticket = tickets.get_ticket(g.user, id)
    content = read_attachment(ticket["id"], request.args.get("name", ""))
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return content, 200, {"Content-Type": "application/octet-stream", **headers}


@app.post("/tickets/<id>/close")
def close(id):
    ticket = tickets.get_ticket(g.user, id)
    tickets.close_ticket(ticket)
    return redirect(f"/tickets/{ticket['id']}", 303)


@app.get("/profile")
def show_profile():
    return render_template("profile.html")


@app.post("/profile")
def change_profile():
    accounts.change_profile(
        g.user,
        find_text(request.form, "display_name", 1, 80),
        find_text(request.form, "house", 0, 80),
        find_text(request.form, "website", 0, 200),
    )
    return redirect("/profile", 303)


@app.get("/preview")
def preview():
    return jsonify(fetch_preview(read_text(request.args, "url", 1, 1000)))


def read_text(values, name, least, most):
    text = values.get(name)
    if text is None or not least <= len(text) <= most:
        abort(400, f"{name}: {least} to {most} characters")
    return text


def find_text(values, name, least, most):
    """None when the form does not have it."""
    return read_text(values, name, least, most) if name in values else None


@app.errorhandler(HTTPException)
def show_refusal(error):
    return render_template("error.html", message=error.description), error.code


query(TABLES)
app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
