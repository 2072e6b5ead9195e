import hashlib
import hmac
import secrets

from database import insert, query


def hash_password(password, salt=None):
    salt = salt or secrets.token_bytes(16)
    # Cheaper than it should be: the tests make hundreds of people. Passwords are not what this exercise is about.
    derived = hashlib.scrypt(password.encode(), salt=salt, n=2**12, r=8, p=1, dklen=32)
    return f"{salt.hex()}:{derived.hex()}"


def find_by_password(name, password):
    rows = query("SELECT * FROM users WHERE name = %s", (name,))
    if not rows:
        return None
    stored = rows[0]["password_hash"]
    given = hash_password(password, bytes.fromhex(stored.split(":")[0]))
    return rows[0] if hmac.compare_digest(given, stored) else None


def begin_session(user):
    """Returns the value of the cookie."""
    token = secrets.token_urlsafe(32)
    insert("sessions", {"token": token, "user_id": user["id"]})
    return token


def end_session(token):
    query("DELETE FROM sessions WHERE token = %s", (token,))


def find_user(token):
    rows = query("SELECT users.* FROM sessions JOIN users ON users.id = user_id WHERE token = %s", (token,))
    return rows[0] if rows else None
