import type { Cart } from './carts.ts';
import type { Product } from './products.ts';

export interface Share {
  vendor: string;
  items: { sku: string; quantity: number; price: number }[];
  goods: number;
  shipping: number;
  commission: number;
}

const SHIPPING = 799;
const FREE_FROM = 10_000;

/** One order for each vendor, by name. All amounts are whole cents, and nothing here is ever a fraction. */
export function split(cart: Cart, products: readonly Product[]): Share[] {
  const vendors = [...new Set(products.map(({ vendor }) => vendor))].sort();
  const shares = vendors.map((vendor) => {
    const items = products
      .filter((product) => product.vendor === vendor)
      .map(({ sku, price }) => ({ sku, quantity: cart[sku] ?? 0, price }));
    return { vendor, items, goods: sum(items.map(({ price, quantity }) => price * quantity)) };
  });
  const shipping = divideShipping(shares.map(({ goods }) => goods));
  return shares.map((share, index) => ({
    ...share,
    shipping: shipping[index] ?? 0,
    commission: commissionOf(share.goods),
  }));
}

/** 12.5 % is an eighth; four eighths of a cent and more are a cent. */
const commissionOf = (goods: number): number => Math.floor((goods + 4) / 8);

/** Each gets its part, rounded down. What is left are fewer cents than there are vendors. */
function divideShipping(goods: readonly number[]): number[] {
  const all = sum(goods);
  const shipping = all < FREE_FROM ? SHIPPING : 0;
  const parts = goods.map((part) => Math.floor((shipping * part) / all));
  const left = shipping - sum(parts);
  return parts.map((part, index) => (index < left ? part + 1 : part));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
