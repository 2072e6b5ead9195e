from flask import abort

from database import query

# Names cannot be parameters of a statement: these are the ones there are.
COLUMNS = {"created": "t.created", "subject": "t.subject", "status": "t.status"}
DIRECTIONS = {"asc": "ASC", "desc": "DESC"}


def owner_seen_by(user):
    """Agents see every ticket (None), tenants their own."""
    return None if user["role"] == "agent" else user["id"]


def list_tickets(user, q, sort, order):
    if sort not in COLUMNS or order not in DIRECTIONS:
        abort(400, "tickets are sorted by created, subject or status, asc or desc")
    return query(
        "SELECT t.id, t.subject, t.status FROM tickets t"
        " WHERE (%(owner)s::integer IS NULL OR t.owner_id = %(owner)s::integer)"
        " AND (strpos(lower(t.subject), lower(%(q)s::text)) > 0 OR strpos(lower(t.body), lower(%(q)s::text)) > 0)"
        f" ORDER BY {COLUMNS[sort]} {DIRECTIONS[order]}, t.id",
        {"owner": owner_seen_by(user), "q": q},
    )


def list_tickets_of_house(house):
    return query(
        "SELECT t.id, t.subject, t.status FROM tickets t JOIN users u ON u.id = t.owner_id"
        " WHERE u.house <> '' AND u.house = %s ORDER BY t.created DESC, t.id",
        (house,),
    )


def get_ticket(user, id):
    number = int(id) if id.isascii() and id.isdigit() and len(id) < 10 else 0
    rows = query(
        "SELECT t.id, t.subject, t.body, t.status, u.display_name, u.house, u.website"
        " FROM tickets t JOIN users u ON u.id = t.owner_id"
        " WHERE t.id = %(id)s AND (%(owner)s::integer IS NULL OR t.owner_id = %(owner)s::integer)",
        {"id": number, "owner": owner_seen_by(user)},
    )
    return rows[0] if rows else abort(404, f"there is no ticket {id}")


def open_ticket(owner, subject, body):
    """Returns the number of the new ticket."""
    return query(
        "INSERT INTO tickets (owner_id, subject, body) VALUES (%s, %s, %s) RETURNING id", (owner["id"], subject, body)
    )[0]["id"]


def close_ticket(ticket):
    query("UPDATE tickets SET status = 'closed' WHERE id = %s", (ticket["id"],))


def add_comment(ticket, author, text):
    query(
        "INSERT INTO comments (ticket_id, author_id, text) VALUES (%s, %s, %s)", (ticket["id"], author["id"], text)
    )


def list_comments(ticket):
    return query(
        "SELECT u.display_name, c.text FROM comments c JOIN users u ON u.id = c.author_id"
        " WHERE c.ticket_id = %s ORDER BY c.id",
        (ticket["id"],),
    )
