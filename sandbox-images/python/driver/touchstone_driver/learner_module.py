"""The learner's main.py, and names looked up in it."""

import importlib
import re
import sys


class Unavailable(Exception):
    """A wish that the learner's module cannot meet, in words for the learner."""


def load(directory):
    # In place of the driver's own folder, whose imports are done: a json.py of the learner's can shadow nothing of ours.
    sys.path[0] = directory
    return importlib.import_module("main")


def to_snake_case(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def find_name(target, name):
    """An attribute by its exact name, else by its snake_case form: suites say parseMessage, Python says parse_message."""
    for candidate in (name, to_snake_case(name)):
        if hasattr(target, candidate):
            return candidate
    return None


def get_callable(module, name):
    found = find_name(module, name)
    if found and callable(getattr(module, found)):
        return getattr(module, found)
    raise Unavailable(f"main.py has no function or class called {' or '.join(dict.fromkeys([name, to_snake_case(name)]))}")
