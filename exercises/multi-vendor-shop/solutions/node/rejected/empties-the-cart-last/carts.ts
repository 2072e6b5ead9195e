import { Redis } from 'ioredis';

export type Cart = Record<string, number>;

const WEEK_SECONDS = 7 * 24 * 3600;

const redis = new Redis(process.env.REDIS_URL!);
const keyOf = (customer: string) => `cart:${customer}`;

export async function readCart(customer: string): Promise<Cart> {
  return parse(await redis.hgetall(keyOf(customer)));
}

export async function putIntoCart(customer: string, sku: string, quantity: number): Promise<void> {
  const key = keyOf(customer);
  const change = redis.multi();
  if (quantity === 0) change.hdel(key, sku);
  else change.hset(key, sku, quantity);
  await change.expire(key, WEEK_SECONDS).exec();
}

export async function emptyCart(customer: string): Promise<void> {
  await redis.del(keyOf(customer));
}

/** By sku. */
const parse = (fields: Record<string, string>): Cart =>
  Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((sku) => [sku, Number(fields[sku])]),
  );
