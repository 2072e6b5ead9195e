import os
from urllib.parse import unquote

from flask import abort

FOLDER = "/tmp/attachments"


def folder_of(ticket_id):
    return os.path.join(FOLDER, str(ticket_id))


def list_attachments(ticket_id):
    folder = folder_of(ticket_id)
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def store_attachment(ticket_id, name, content):
    os.makedirs(folder_of(ticket_id), exist_ok=True)
    with open(os.path.join(folder_of(ticket_id), name), "w", encoding="utf-8", newline="") as file:
        file.write(content)


def read_attachment(ticket_id, name):
    try:
        with open(os.path.join(folder_of(ticket_id), unquote(name)), "rb") as file:
            return file.read()
    except (OSError, ValueError):
        abort(404, f"there is no attachment {name}")
