import hashlib
import hmac
import secrets

from database import query


def hash_password(password, salt=None):
    salt = salt or secrets.token_bytes(16)
    # Cheaper than it should be: the tests make hundreds of people. Passwords are not what this exercise is about.
    derived = hashlib.scrypt(password.encode(), salt=salt, n=2**12, r=8, p=1, dklen=32)
    return f"{salt.hex()}:{derived.hex()}"


def register(name, password, display_name):
    """Raises UniqueViolation when the name is taken."""
    return query(
        "INSERT INTO users (name, password_hash, display_name) VALUES (%s, %s, %s) RETURNING *",
        (name, hash_password(password), display_name),
    )[0]


def find_by_password(name, password):
    rows = query("SELECT * FROM users WHERE name = %s", (name,))
    if not rows:
        return None
    stored = rows[0]["password_hash"]
    given = hash_password(password, bytes.fromhex(stored.split(":")[0]))
    return rows[0] if hmac.compare_digest(given, stored) else None


def change_profile(user, display_name, house, website):
    """What is None keeps its value."""
    query(
        "UPDATE users SET display_name = COALESCE(%s, display_name), house = COALESCE(%s, house),"
        " website = COALESCE(%s, website) WHERE id = %s",
        (display_name, house, website, user["id"]),
    )


def begin_session(user):
    """Returns the value of the cookie. What the forms of its pages bring back is made with it."""
    token = secrets.token_urlsafe(32)
    query(
        "INSERT INTO sessions (token, user_id, form_token) VALUES (%s, %s, %s)",
        (token, user["id"], secrets.token_urlsafe(32)),
    )
    return token


def end_session(token):
    query("DELETE FROM sessions WHERE token = %s", (token,))


def find_user(token):
    rows = query(
        "SELECT users.*, form_token FROM sessions JOIN users ON users.id = user_id WHERE token = %s", (token,)
    )
    return rows[0] if rows else None
