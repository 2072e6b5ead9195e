"""Carries out what the grader asks for in the learner's module."""

import inspect
import json

from .learner_module import Unavailable, find_name, get_callable
from .wire_codec import Unsendable, decode_value, describe_error, encode_value

MAX_VALUE_BYTES = 1024 * 1024
PRIMITIVES = (type(None), bool, int, float, str, bytes)


class Operations:
    def __init__(self, module):
        self._module = module
        self._objects = {}
        self._last_handle = 0

    async def carry_out(self, operation):
        """The reply to one message: its result, what the learner's code raised, or why it could not be done."""
        try:
            return {"id": operation["id"], "ok": True, **await self._perform(operation)}
        except Unavailable as problem:
            return {"id": operation["id"], "ok": False, "fault": str(problem)}
        except Unsendable as problem:
            return {"id": operation["id"], "ok": False, "fault": f"the value it returned {problem}"}
        except Exception as error:  # whatever the learner's code raises is an answer
            return {"id": operation["id"], "ok": False, "error": describe_error(error)}

    async def _perform(self, operation):
        op = operation["op"]
        if op == "hello":
            return {"value": {"driver": 1, "runtime": "python"}}
        if op == "release":
            self._objects.pop(operation["handle"], None)
            return {}
        if op == "clock":
            if operation["action"] == "uninstall":
                return {}
            raise Unavailable("virtual time exists only for Node.js")
        if op == "property":
            return self._answer(operation, self._get_attribute(operation, "property"))
        result = self._invoke(operation)
        return self._answer(operation, await result if inspect.isawaitable(result) else result)

    def _invoke(self, operation):
        args = [decode_value(argument) for argument in operation["args"]]
        if operation["op"] in ("call", "create"):
            return get_callable(self._module, operation["name"])(*args)
        method = self._get_attribute(operation, "method")
        if not callable(method):
            raise Unavailable(f"the object has no method {operation['name']}")
        return method(*args)

    def _get_attribute(self, operation, kind):
        target = self._objects.get(operation["handle"])
        if target is None:
            raise Unavailable("the object is gone: its test is over, or the program was restarted")
        name = find_name(target, operation["name"])
        if name is None:
            raise Unavailable(f"the object has no {kind} {operation['name']}")
        return getattr(target, name)

    def _answer(self, operation, result):
        if operation.get("want", "value") == "value":
            return {"value": _encode_capped(result)}
        if isinstance(result, PRIMITIVES):
            raise Unsendable(f"is a {type(result).__name__}, where an object was expected")
        self._last_handle += 1
        self._objects[self._last_handle] = result
        return {"handle": self._last_handle}


def _encode_capped(result):
    encoded = encode_value(result)
    if len(json.dumps(encoded)) > MAX_VALUE_BYTES:
        raise Unsendable("is larger than 1 MiB")
    return encoded
