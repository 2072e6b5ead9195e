import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Product } from './products.ts';

type Load = (sku: string) => Promise<Product | null>;

/** Longer than a SELECT may take, and gone in time when its holder dies. */
const LEASE_MS = 2500;
const POLL_MS = 40;
const NOTE_MS = 15_000;

/** The copy; without one the lease, if nobody has it. */
const LOOK = `
local copy = redis.call('GET', KEYS[1])
if copy then return { copy, 0 } end
local leased = redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2])
return { false, leased and 1 or 0 }`;

/** Keeps a copy for as long as the lease is still the same: a write takes it away. */
const KEEP = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return redis.call('DEL', KEYS[2])`;

const DELETE_IF = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

class CacheIsAway extends Error {}

const redis = new Redis(process.env.REDIS_URL!, {
  commandTimeout: 800,
  connectTimeout: 800,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  retryStrategy: () => 100,
});
redis.on('error', (error) => console.error(error.message));

const copyKey = (sku: string) => `product:${sku}`;
const leaseKey = (sku: string) => `lease:${sku}`;

export async function connectCache(): Promise<void> {
  if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve));
}

export async function readThrough(sku: string, load: Load): Promise<Product | null> {
  try {
    return await readShared(sku, load);
  } catch (error) {
    if (error instanceof CacheIsAway) return await loadForAll(sku, load);
    throw error;
  }
}

/** After a write was committed: neither what is kept nor what is being loaded counts any more. */
export async function forget(sku: string): Promise<void> {
  flights.delete(sku);
  await ask(redis.del(copyKey(sku), leaseKey(sku))).catch(logIt);
}

async function readShared(sku: string, load: Load): Promise<Product | null> {
  const token = randomUUID();
  for (;;) {
    const looked = redis.eval(LOOK, 2, copyKey(sku), leaseKey(sku), token, LEASE_MS);
    const [text, leased] = (await ask(looked)) as [string | null, number];
    if (leased) return await loadAndKeep(sku, token, load);
    if (text === null) {
      await sleep(POLL_MS);
      continue;
    }
    const copy = parseCopy(sku, text);
    if (copy) return copy.product;
    await ask(redis.eval(DELETE_IF, 1, copyKey(sku), text));
  }
}

async function loadAndKeep(sku: string, token: string, load: Load): Promise<Product | null> {
  try {
    const product = await load(sku);
    const livesMs = product ? 50_000 + Math.floor(Math.random() * 20_000) : NOTE_MS;
    const copy = JSON.stringify({ product });
    await ask(redis.eval(KEEP, 2, copyKey(sku), leaseKey(sku), token, copy, livesMs)).catch(logIt);
    return product;
  } catch (error) {
    await ask(redis.eval(DELETE_IF, 1, leaseKey(sku), token)).catch(logIt);
    throw error;
  }
}

const flights = new Map<string, Promise<Product | null>>();

/** One load for all who ask this instance: all that can be done without Redis. */
function loadForAll(sku: string, load: Load): Promise<Product | null> {
  const under = flights.get(sku);
  if (under) return under;
  const flight = load(sku).finally(() => {
    if (flights.get(sku) === flight) flights.delete(sku);
  });
  flights.set(sku, flight);
  return flight;
}

/** Null for what is no copy. */
function parseCopy(sku: string, text: string): { product: Product | null } | null {
  try {
    const { product } = JSON.parse(text);
    if (product === null) return { product };
    const isProduct =
      product.sku === sku && typeof product.name === 'string' && Number.isSafeInteger(product.price);
    return isProduct ? { product } : null;
  } catch {
    return null;
  }
}

async function ask<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new CacheIsAway(String(error));
  }
}

function logIt(error: unknown): void {
  console.error(String(error));
}
