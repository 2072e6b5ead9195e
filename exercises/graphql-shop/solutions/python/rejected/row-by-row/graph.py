import sys
import traceback

from graphql import GraphQLError, execute, get_operation_ast, parse, validate
from graphql.execution.values import get_variable_values

import limits
from faults import Refusal
from schema import SCHEMA


def answer(body):
    """The result of an operation that is run, errors of its fields included."""
    query, variables, name = read_request(body)
    try:
        document = parse(query)
    except GraphQLError as error:
        raise refuse([error]) from None
    if mistakes := validate(SCHEMA, document):
        raise refuse(mistakes)
    operation = get_operation_ast(document, name)
    if operation is None:
        raise Refusal(400, "BAD_REQUEST", "No operation of the document is meant.")
    coerced = get_variable_values(SCHEMA, operation.variable_definitions or (), variables)
    if isinstance(coerced, list):
        raise refuse(coerced)
    limits.check(document, operation, coerced)

    result = execute(SCHEMA, document, variable_values=variables, operation_name=name)
    body = {"data": result.data}
    if result.errors:
        body["errors"] = [describe(error) for error in result.errors]
    return body


def read_request(body):
    if not isinstance(body, dict):
        raise Refusal(400, "BAD_REQUEST", "The body must be an object.")
    query, variables, name = body.get("query"), body.get("variables"), body.get("operationName")
    if not isinstance(query, str):
        raise Refusal(400, "BAD_REQUEST", "query must be a string.")
    if variables is not None and not isinstance(variables, dict):
        raise Refusal(400, "BAD_REQUEST", "variables must be an object.")
    if name is not None and not isinstance(name, str):
        raise Refusal(400, "BAD_REQUEST", "operationName must be a string.")
    return query, variables or {}, name


def refuse(mistakes):
    return Refusal(400, "BAD_REQUEST", " ".join(mistake.message for mistake in mistakes))


def describe(error):
    """What the client reads. Only a fault is told in its own words."""
    if error.extensions and "code" in error.extensions:
        return error.formatted
    traceback.print_exception(error.original_error or error, file=sys.stderr)
    return {**error.formatted, "message": "Internal error", "extensions": {"code": "INTERNAL"}}
