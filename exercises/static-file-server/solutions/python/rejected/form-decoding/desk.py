import os
import tempfile
import uuid
from urllib.parse import unquote

HOME = tempfile.mkdtemp(prefix="post-")
SITE = os.path.join(HOME, "site")
os.mkdir(SITE)
os.mkdir(os.path.join(HOME, "site-drafts"))


def store(path, body=b"", link_to=None):
    """PUT /_desk/<folder>/<path>: the editors' side. It is complete; its callers are trusted."""
    file = os.path.join(HOME, unquote(path.removeprefix("/_desk/")))
    os.makedirs(os.path.dirname(file), exist_ok=True)

    # Written beside the folders and moved into place: a reader sees the old file or the new one, never half of it.
    unfinished = os.path.join(HOME, str(uuid.uuid4()))
    if link_to is not None:
        os.symlink(link_to, unfinished)
    else:
        with open(unfinished, "wb") as stream:
            stream.write(body)
    os.replace(unfinished, file)
