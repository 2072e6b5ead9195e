import type { Product } from './products.ts';

type Load = (sku: string) => Promise<Product | null>;

const copies = new Map<string, { product: Product | null; endsAt: number }>();
const flights = new Map<string, Promise<Product | null>>();

export async function connectCache(): Promise<void> {}

export async function readThrough(sku: string, load: Load): Promise<Product | null> {
  const copy = copies.get(sku);
  if (copy && copy.endsAt > Date.now()) return copy.product;
  return await loadForAll(sku, load);
}

/** After a write was committed: neither what is kept nor what is being loaded counts any more. */
export async function forget(sku: string): Promise<void> {
  copies.delete(sku);
  flights.delete(sku);
}

/** One load for all who ask at the same time. */
function loadForAll(sku: string, load: Load): Promise<Product | null> {
  const under = flights.get(sku);
  if (under) return under;
  const flight = load(sku)
    .then((product) => {
      const livesMs = product ? 50_000 + Math.random() * 20_000 : 15_000;
      if (flights.get(sku) === flight) copies.set(sku, { product, endsAt: Date.now() + livesMs });
      return product;
    })
    .finally(() => {
      if (flights.get(sku) === flight) flights.delete(sku);
    });
  flights.set(sku, flight);
  return flight;
}
