"""Reads for all objects of a level at once what the operation asks for below them, before their fields are resolved."""

from graphql import FieldNode, FragmentSpreadNode
from graphql.execution.values import get_argument_values

import reading
from faults import fault


def fill(items, field_nodes, info):
    """Fills `ahead` of the items, which all are of one type, under the names that the fields have in the answer."""
    for key, nodes in fields_below(field_nodes, info).items():
        read = BELOW.get(nodes[0].name.value)
        if read is None or not items:
            continue
        try:
            read(items, key, nodes, info)
        except Exception as error:
            for item in items:
                item.ahead[key] = error
    return items


def fill_one(item, info):
    if item is not None:
        fill([item], info.field_nodes, info)
    return item


def fields_below(field_nodes, info):
    """The fields below some nodes of one field, by the name that each has in the answer."""
    fields = {}

    def collect(selection_set):
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                key = (selection.alias or selection.name).value
                fields.setdefault(key, []).append(selection)
            elif isinstance(selection, FragmentSpreadNode):
                collect(info.fragments[selection.name.value].selection_set)
            else:
                collect(selection.selection_set)

    for node in field_nodes:
        if node.selection_set:
            collect(node.selection_set)
    return fields


def read_vendors(items, key, nodes, info):
    attach_one(items, key, "vendors", "vendor_id", nodes, info)


def read_products(items, key, nodes, info):
    attach_one(items, key, "products", "product_id", nodes, info)
    for item in items:
        if item.ahead[key] is None:
            item.ahead[key] = fault("PRODUCT_GONE", "The product of this line was deleted.")


def attach_one(items, key, table, column, nodes, info):
    ids = {item.row[column] for item in items} - {None}
    found = {item.row["id"]: item for item in reading.find_all(table, ids)}
    fill(list(found.values()), nodes, info)
    for item in items:
        item.ahead[key] = found.get(item.row[column])


def read_averages(items, key, nodes, info):
    averages = reading.average_ratings([item.row["id"] for item in items])
    for item in items:
        item.ahead[key] = averages.get(item.row["id"], 0)


def read_totals(items, key, nodes, info):
    totals = reading.totals([item.row["id"] for item in items])
    for item in items:
        item.ahead[key] = totals.get(item.row["id"], 0)


def read_lists(type_name, read, owner):
    def attach(items, key, nodes, info):
        field = info.schema.get_type(type_name).fields[nodes[0].name.value]
        arguments = get_argument_values(field, nodes[0], info.variable_values)
        first = reading.check_first(arguments["first"]) if "first" in arguments else None
        below = read([item.row["id"] for item in items], first)
        fill(below, nodes, info)
        lists = {}
        for child in below:
            lists.setdefault(child.row[owner], []).append(child)
        for item in items:
            item.ahead[key] = lists.get(item.row["id"], [])

    return attach


# The fields that need more than the row of their object. No two types have different ones of the same name.
BELOW = {
    "vendor": read_vendors,
    "product": read_products,
    "averageRating": read_averages,
    "totalCents": read_totals,
    "products": read_lists("Vendor", reading.products_of_vendors, "vendor_id"),
    "reviews": read_lists("Product", reading.reviews_of_products, "product_id"),
    "lines": read_lists("Order", reading.lines_of_orders, "order_id"),
}
