import os
import re

from flask import abort

FOLDER = "/tmp/attachments"
PLAIN_NAME = re.compile(r"[^/\\\x00-\x1f\x7f]{1,60}")


def is_plain(name):
    """Such a name stays in the folder that it is joined to."""
    if len(name.encode()) > 60:
        return False
    return PLAIN_NAME.fullmatch(name) is not None and name not in (".", "..")


def folder_of(ticket_id):
    return os.path.join(FOLDER, str(ticket_id))


def list_attachments(ticket_id):
    folder = folder_of(ticket_id)
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def store_attachment(ticket_id, name, content):
    if not is_plain(name):
        abort(400, "name: 1 to 60 characters, without / and \\")
    os.makedirs(folder_of(ticket_id), exist_ok=True)
    with open(os.path.join(folder_of(ticket_id), name), "w", encoding="utf-8", newline="") as file:
        file.write(content)


def read_attachment(ticket_id, name):
    if not is_plain(name):
        abort(404, "there is no such attachment")
    try:
        with open(os.path.join(folder_of(ticket_id), name), "rb") as file:
            return file.read()
    except OSError:
        abort(404, "there is no such attachment")
