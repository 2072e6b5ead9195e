from graphql import FieldNode, FragmentDefinitionNode, InlineFragmentNode, value_from_ast_untyped

from faults import Refusal

MAX_DEPTH = 8
MAX_FIELDS = 200
MAX_OBJECTS = 5000
# What a list holds when nobody says how much.
LENGTHS = {"products": 20, "reviews": 10, "lines": 20}


def check(document, operation, variables):
    fragments = {
        definition.name.value: definition.selection_set
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    fields = objects = 0
    # A stack of what is still to be looked at. It ends with the first field too many.
    open_sets = [(operation.selection_set, 1, 1)]
    while open_sets:
        selection_set, depth, around = open_sets.pop()
        for selection in selection_set.selections:
            if isinstance(selection, InlineFragmentNode):
                open_sets.append((selection.selection_set, depth, around))
                continue
            if not isinstance(selection, FieldNode):
                open_sets.append((fragments[selection.name.value], depth, around))
                continue
            fields += 1
            length = length_of(selection, variables)
            if length is not None:
                objects += around * length
            if fields > MAX_FIELDS or depth > MAX_DEPTH or objects > MAX_OBJECTS:
                message = f"At most {MAX_FIELDS} fields, {MAX_DEPTH} levels, and lists for {MAX_OBJECTS} objects."
                raise Refusal(400, "TOO_COMPLEX", message)
            if selection.selection_set and not selection.name.value.startswith("__"):
                below = around if length is None else around * length
                open_sets.append((selection.selection_set, depth + 1, below))


def length_of(field, variables):
    """None for a field that is no list."""
    usual = LENGTHS.get(field.name.value)
    if usual is None:
        return None
    for argument in field.arguments:
        if argument.name.value == "first":
            value = value_from_ast_untyped(argument.value, variables)
            # Out of range it is refused when the field is resolved; nobody earns room with a negative one.
            return max(0, value) if isinstance(value, int) else usual
    return usual
