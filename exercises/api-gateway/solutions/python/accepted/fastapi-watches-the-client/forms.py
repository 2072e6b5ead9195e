"""The forms of the services' answers. What they have beyond these is left out."""

from pydantic import BaseModel


class Me(BaseModel):
    id: str
    name: str


class Order(BaseModel):
    id: str
    sku: str
    quantity: int


class Orders(BaseModel):
    orders: list[Order]


class Points(BaseModel):
    points: int


class Item(BaseModel):
    sku: str
    available: int


class Stock(BaseModel):
    items: list[Item]
