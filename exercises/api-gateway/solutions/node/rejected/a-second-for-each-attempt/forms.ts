/** The forms of the services' answers. Each takes what is needed and throws when it is not there. */

export interface Order {
  id: string;
  sku: string;
  quantity: number;
}

export function readCustomer(body: unknown) {
  const { id, name } = asObject(body);
  return { id: asText(id), name: asText(name) };
}

export function readOrder(body: unknown): Order {
  const { id, sku, quantity } = asObject(body);
  return { id: asText(id), sku: asText(sku), quantity: asInteger(quantity) };
}

export const readOrders = (body: unknown): Order[] => asArray(asObject(body)['orders']).map(readOrder);

export const readPoints = (body: unknown): number => asInteger(asObject(body)['points']);

export function readStock(body: unknown): Map<string, number> {
  const items = asArray(asObject(body)['items']).map(asObject);
  return new Map(items.map(({ sku, available }) => [asText(sku), asInteger(available)]));
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError('no object');
  return value as Record<string, unknown>;
}

function asArray(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('no list');
  return value;
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('no text');
  return value;
}

function asInteger(value: unknown): number {
  if (!Number.isInteger(value)) throw new TypeError('no whole number');
  return value as number;
}
