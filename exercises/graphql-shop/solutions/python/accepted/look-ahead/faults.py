from graphql import GraphQLError


class Refusal(Exception):
    """An operation that is not run."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code = status, code


def fault(code, message, fields=None):
    """An error of a field that its client can do something about."""
    extensions = {"code": code}
    if fields:
        extensions["fields"] = fields
    return GraphQLError(message, extensions=extensions)
