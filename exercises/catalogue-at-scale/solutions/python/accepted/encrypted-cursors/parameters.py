from dataclasses import asdict, dataclass, replace

MOST_CENTS = 1_000_000_000
# What a client may sort by, and the column that it stands for.
SORT_KEYS = {"name": "name", "price": "price", "updatedAt": "updated_at"}


@dataclass(frozen=True)
class Question:
    category: str | None = None
    min_price: int | None = None
    max_price: int | None = None
    in_stock: bool | None = None
    order: tuple = (("id", False),)
    limit: int = 20
    cursor: str | None = None

    def list(self):
        """What a cursor belongs to, as JSON gives it back."""
        fields = asdict(replace(self, limit=0, cursor=None))
        return {**fields, "order": [[column, descending] for column, descending in self.order]}


def read_question(args):
    """The question, and for each parameter that is wrong what it should be."""
    values, errors = {}, {}
    for name in args:
        field, read = READERS.get(name, (None, None))
        try:
            if read is None:
                raise ValueError("is not known")
            if len(args.getlist(name)) > 1:
                raise ValueError("is there more than once")
            values[field] = read(args[name])
        except ValueError as error:
            errors[name] = str(error)
    return (Question(**values) if not errors else None), errors


def integer(least, most):
    def read(text):
        if not (text.isascii() and text.isdigit() and len(text) <= 10 and least <= int(text) <= most):
            raise ValueError(f"is a whole number from {least} to {most}")
        return int(text)

    return read


def boolean(text):
    if text not in ("true", "false"):
        raise ValueError("is true or false")
    return text == "true"


def order(text):
    keys = [(part.removeprefix("-"), part.startswith("-")) for part in text.split(",")]
    names = [name for name, _ in keys]
    if not set(names) <= SORT_KEYS.keys() or len(set(names)) < len(names):
        raise ValueError(f"is a list of {', '.join(SORT_KEYS)}, each once, with - for descending")
    # The id comes last, so that no two products are equal.
    return (*((SORT_KEYS[name], descending) for name, descending in keys), ("id", keys[-1][1]))


READERS = {
    "category": ("category", str),
    "minPrice": ("min_price", integer(0, MOST_CENTS)),
    "maxPrice": ("max_price", integer(0, MOST_CENTS)),
    "inStock": ("in_stock", boolean),
    "sort": ("order", order),
    "limit": ("limit", integer(1, 100)),
    "cursor": ("cursor", str),
}
