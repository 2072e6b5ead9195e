TEXT = {"type": "string"}
INTEGER = {"type": "integer"}
CENTS = {"type": "integer", "minimum": 0, "maximum": 1_000_000_000}


def closed(**properties):
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def many(items):
    return {"type": "array", "items": items}


def answer(description, schema, content_type="application/json", headers=()):
    return {
        "description": description,
        "headers": {name: {"schema": TEXT} for name in headers},
        "content": {content_type: {"schema": schema}},
    }


def old(description, schema):
    return answer(description, schema, headers=("Deprecation", "Sunset", "Link"))


def problem(description):
    return answer(description, ref("Problem"), "application/problem+json")


def get(responses, parameters, **more):
    return {"get": {"parameters": parameters, "responses": responses, **more}}


def query(name, schema):
    return {"name": name, "in": "query", "schema": schema}


ID = {"name": "id", "in": "path", "required": True, "schema": TEXT}

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Spare parts", "version": "2.0.0"},
    "paths": {
        "/v1/products": get(
            {"200": old("Products by id", many(ref("OldProduct"))), "400": old("No such page", ref("OldError"))},
            [query("category", TEXT), query("page", {"type": "integer", "minimum": 1, "default": 1})],
            deprecated=True,
        ),
        "/v1/products/{id}": get(
            {"200": old("The product", ref("OldProduct")), "404": old("No such product", ref("OldError"))},
            [ID],
            deprecated=True,
        ),
        "/v2/products": get(
            {
                "200": answer("A page of products", closed(items=many(ref("Product"))), headers=("Link",)),
                "400": problem("Wrong query parameters"),
            },
            [
                query("category", TEXT),
                query("minPrice", CENTS),
                query("maxPrice", CENTS),
                query("inStock", {"type": "boolean"}),
                query("sort", TEXT),
                query("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}),
                query("cursor", TEXT),
            ],
        ),
        "/v2/products/{id}": get({"200": answer("The product", ref("Product")), "404": problem("No such product")}, [ID]),
    },
    "components": {
        "schemas": {
            "Product": closed(
                id=INTEGER,
                name=TEXT,
                category=TEXT,
                price=closed(amount=INTEGER, currency={"const": "EUR"}),
                stock=INTEGER,
                updatedAt={"type": "string", "format": "date-time"},
            ),
            "OldProduct": closed(id=INTEGER, title=TEXT, price={"type": "number"}, inStock={"type": "boolean"}),
            "OldError": closed(error=TEXT),
            "Problem": {
                "type": "object",
                "properties": {
                    "status": INTEGER,
                    "title": TEXT,
                    "errors": many(closed(parameter=TEXT, message=TEXT)),
                },
                "required": ["status", "title"],
            },
        }
    },
}
