import re

from graphql import build_schema

import looking_ahead
from mutations import add_review, place_order
from reading import Item, check_first, find, list_products
from sdl import SDL

SCHEMA = build_schema(SDL)


def query_one(table):
    def resolve(_, info, id):
        return looking_ahead.fill_one(find(table, id), info)

    return resolve


def resolve_products(_, info, first, category=None):
    return looking_ahead.fill(list_products(category, check_first(first)), info.field_nodes, info)


def resolve_add_review(_, info, input):
    return looking_ahead.fill_one(add_review(input), info)


def resolve_place_order(_, info, input):
    return looking_ahead.fill_one(place_order(input), info)


def column(name):
    """`priceCents` is the column `price_cents`; ids are text."""
    key = re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", name)

    def resolve(item: Item, info):
        value = item.row[key]
        return str(value) if name == "id" else value

    return resolve


def read_ahead(item: Item, info, **arguments):
    """What was put there for all items of the list at once; an exception among it is raised here, at its place."""
    return item.ahead[info.path.key]


ROOTS = {
    "Query": {
        "product": query_one("products"),
        "vendor": query_one("vendors"),
        "order": query_one("orders"),
        "products": resolve_products,
    },
    "Mutation": {"addReview": resolve_add_review, "placeOrder": resolve_place_order},
}
for type_name in ("Query", "Mutation", "Product", "Vendor", "Review", "Order", "OrderLine"):
    for name, field in SCHEMA.get_type(type_name).fields.items():
        if type_name in ROOTS:
            field.resolve = ROOTS[type_name][name]
        else:
            field.resolve = read_ahead if name in looking_ahead.BELOW else column(name)
