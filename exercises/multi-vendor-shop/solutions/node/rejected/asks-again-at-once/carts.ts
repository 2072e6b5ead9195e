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

/** What is in the cart, which is empty from this moment on: nobody else can take it, too. */
export async function takeCart(customer: string): Promise<Cart> {
  const results = await redis.multi().hgetall(keyOf(customer)).del(keyOf(customer)).exec();
  return parse(results![0]![1] as Record<string, string>);
}

/** What the customer has put in meanwhile stays as it is. */
export async function giveBack(customer: string, cart: Cart): Promise<void> {
  const key = keyOf(customer);
  const change = redis.multi();
  for (const [sku, quantity] of Object.entries(cart)) change.hsetnx(key, sku, quantity);
  await change.expire(key, WEEK_SECONDS).exec();
}

/** By sku. */
const parse = (fields: Record<string, string>): Cart =>
  Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((sku) => [sku, Number(fields[sku])]),
  );
