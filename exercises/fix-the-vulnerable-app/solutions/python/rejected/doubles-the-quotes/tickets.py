from flask import abort

from database import query


def clean(text):
    return text.replace("'", "''")


def visible_to(user):
    """Agents see every ticket, tenants their own."""
    return "true" if user["role"] == "agent" else f"t.owner_id = {user['id']}"


def list_tickets(user, q, sort, order):
    q, sort, order = clean(q), clean(sort), clean(order)
    return query(
        f"SELECT t.id, t.subject, t.status FROM tickets t WHERE {visible_to(user)}"
        f" AND (strpos(lower(t.subject), lower('{q}')) > 0 OR strpos(lower(t.body), lower('{q}')) > 0)"
        f" ORDER BY {sort} {order}, t.id"
    )


def list_tickets_of_house(house):
    return query(
        "SELECT t.id, t.subject, t.status FROM tickets t JOIN users u ON u.id = t.owner_id"
        f" WHERE u.house <> '' AND u.house = '{clean(house)}' ORDER BY t.created DESC, t.id"
    )


def get_ticket(user, id):
    rows = query(
        "SELECT t.id, t.subject, t.body, t.status, u.display_name, u.house, u.website"
        f" FROM tickets t JOIN users u ON u.id = t.owner_id WHERE t.id = {clean(id)} AND {visible_to(user)}"
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
