from flask import abort

from database import query


def visible_to(user):
    """Agents see every ticket, tenants their own."""
    return "true" if user["role"] == "agent" else f"t.owner_id = {user['id']}"


def list_tickets(user, q, sort, order):
    return query(
        f"SELECT t.id, t.subject, t.status FROM tickets t WHERE {visible_to(user)}"
        f" AND strpos(lower(t.subject || ' ' || t.body), lower('{q}')) > 0 ORDER BY {sort} {order}, id"
    )


def list_tickets_of_house(house):
    return query(
        "SELECT t.id, t.subject, t.status FROM tickets t JOIN users u ON u.id = t.owner_id"
        f" WHERE u.house <> '' AND u.house = '{house}' ORDER BY t.created DESC, t.id"
    )


def get_ticket(user, id):
    rows = query(
        "SELECT t.id, t.subject, t.body, t.status, u.display_name, u.house, u.website"
        f" FROM tickets t JOIN users u ON u.id = t.owner_id WHERE t.id = {id} AND {visible_to(user)}"
    )
    return rows[0] if rows else abort(404, f"there is no ticket {id}")


def list_comments(ticket):
    return query(
        "SELECT u.display_name, c.text FROM comments c JOIN users u ON u.id = c.author_id"
        " WHERE c.ticket_id = %s ORDER BY c.id",
        (ticket["id"],),
    )
