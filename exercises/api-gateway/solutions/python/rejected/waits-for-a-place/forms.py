"""The forms of the services' answers. Each takes what is needed and raises KeyError or TypeError when it is not there."""


def read_customer(body):
    return {"id": text(body["id"]), "name": text(body["name"])}


def read_order(body):
    return {"id": text(body["id"]), "sku": text(body["sku"]), "quantity": integer(body["quantity"])}


def read_orders(body):
    return [read_order(order) for order in items(body["orders"])]


def read_points(body):
    return integer(body["points"])


def read_stock(body):
    return {text(item["sku"]): integer(item["available"]) for item in items(body["items"])}


def items(value):
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def text(value):
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def integer(value):
    # True is an int in Python.
    if type(value) is not int:
        raise TypeError("no whole number")
    return value
