import json


def layout(title, content, nav=""):
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title} – Help desk</title></head>
<body>
{nav}
{content}
</body>
</html>"""


def form(action, fields):
    return f'<form method="post" action="{action}">{fields}</form>'


def nav_of(user):
    return f"""<nav>
<a href="/tickets">Tickets</a> <a href="/house">My house</a> <a href="/profile">{user["display_name"]}</a>
{form("/logout", "<button>Log out</button>")}
</nav>"""


def table_of(tickets):
    rows = [
        f'<tr data-id="{t["id"]}"><td><a href="/tickets/{t["id"]}">{t["subject"]}</a></td><td>{t["status"]}</td></tr>'
        for t in tickets
    ]
    return '<table id="tickets">\n' + "\n".join(rows) + "\n</table>"


def show_error(message):
    return layout("Sorry", f'<p id="error">{message}</p>')


def show_login():
    login = '<input name="name"><input type="password" name="password"><button>Log in</button>'
    register = (
        '<input name="name"><input type="password" name="password"><input name="display_name"><button>Register</button>'
    )
    return layout("Log in", form("/login", login) + "\n" + form("/register", register))


def show_tickets(user, tickets, q, sort, order):
    return layout(
        "Tickets",
        f"""<form method="get" action="/tickets">
<input name="q" value="{q}">
<input type="hidden" name="sort" value="{sort}"><input type="hidden" name="order" value="{order}">
<button>Search</button>
</form>
<p>{len(tickets)} tickets that contain “{q}”</p>
{table_of(tickets)}
{form("/tickets", '<input name="subject"><textarea name="body"></textarea><button>Open a ticket</button>')}""",
        nav_of(user),
    )


def show_house(user, tickets):
    return layout("My house", f"<h1>{user['house']}</h1>\n{table_of(tickets)}", nav_of(user))


def show_ticket(user, ticket, comments, attachments):
    path = f"/tickets/{ticket['id']}"
    comment_items = [f"<li><b>{c['display_name']}</b> <span>{c['text']}</span></li>" for c in comments]
    attachment_items = [f'<li><a href="{path}/attachment?name={name}">{name}</a></li>' for name in attachments]
    data = json.dumps({key: ticket[key] for key in ("id", "subject", "body", "status")})
    return layout(
        ticket["subject"],
        f"""<h1 id="subject">{ticket["subject"]}</h1>
<p>by {show_author(ticket)}, <span id="status">{ticket["status"]}</span></p>
<p id="body">{ticket["body"]}</p>
<ul id="comments">
{"".join(comment_items)}
</ul>
<ul id="attachments">
{"".join(attachment_items)}
</ul>
{form(f"{path}/comments", '<textarea name="text"></textarea><button>Comment</button>')}
{form(f"{path}/attachments", '<input name="name"><textarea name="content"></textarea><button>Attach</button>')}
{form(f"{path}/close", "<button>Close</button>")}
<script type="application/json" id="ticket">{data}</script>""",
        nav_of(user),
    )


def show_author(ticket):
    if ticket["website"] == "":
        return f"<span id=\"author\" title='{ticket['house']}'>{ticket['display_name']}</span>"
    return f"<a id=\"author\" title='{ticket['house']}' href=\"{ticket['website']}\">{ticket['display_name']}</a>"


def show_profile(user):
    fields = f"""<input type="hidden" name="id" value="{user["id"]}">
<input name="display_name" value="{user["display_name"]}">
<input name="house" value="{user["house"]}">
<input name="website" value="{user["website"]}">
<button>Save</button>"""
    return layout(
        "Profile",
        f"""<p>The code of your front door is <span id="door-code">{user["door_code"]}</span>.</p>
{form("/profile", fields)}""",
        nav_of(user),
    )
