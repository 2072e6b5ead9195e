"""One order for each vendor. All amounts are whole cents."""

SHIPPING = 799
FREE_FROM = 10_000


def split(cart: dict[str, int], products: list[dict]) -> list[dict]:
    """By the vendors' names."""
    shares = [share_of(vendor, cart, products) for vendor in sorted({product["vendor"] for product in products})]
    divide_shipping(shares)
    return shares


def share_of(vendor: str, cart: dict[str, int], products: list[dict]) -> dict:
    items = [
        {"sku": product["sku"], "quantity": cart[product["sku"]], "price": product["price"]}
        for product in products
        if product["vendor"] == vendor
    ]
    goods = sum(item["quantity"] * item["price"] for item in items)
    return {"vendor": vendor, "items": items, "goods": goods, "commission": commission_of(goods)}


def commission_of(goods: int) -> int:
    return round(goods * 0.125)


def divide_shipping(shares: list[dict]) -> None:
    all_goods = sum(share["goods"] for share in shares)
    shipping = SHIPPING if all_goods < FREE_FROM else 0
    for share in shares:
        share["shipping"] = shipping * share["goods"] // all_goods
    # Fewer cents than there are vendors.
    left = shipping - sum(share["shipping"] for share in shares)
    for share in shares[:left]:
        share["shipping"] += 1
