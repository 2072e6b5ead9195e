import { createHash } from 'node:crypto';
import { Refusal } from './refusal.ts';

export interface Purchase {
  order: string;
  card: string;
  amount: number;
  currency: string;
}

export function readPurchase(body: unknown): Purchase {
  const { order, card, amount, currency } = (body ?? {}) as Record<string, unknown>;
  if (!isText(order) || !isText(card)) throw new Refusal(400, 'order and card must be strings of 1–64 characters');
  if (!Number.isInteger(amount) || Number(amount) < 1 || Number(amount) > 10_000_000)
    throw new Refusal(400, 'amount must be an integer from 1 to 10 000 000');
  if (currency !== 'EUR' && currency !== 'GBP' && currency !== 'USD')
    throw new Refusal(400, 'currency must be EUR, GBP or USD');
  return { order, card, amount: Number(amount), currency };
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= 64;

/** Equal for two bodies when their four values are. */
export function fingerprint({ order, card, amount, currency }: Purchase): string {
  return createHash('sha256').update(JSON.stringify([order, card, amount, currency])).digest('hex');
}

/** A key in quotes and the same without are one. */
export function readKey(header: string | undefined): string {
  const [, quoted, bare] = /^(?:"([\w.-]{1,64})"|([\w.-]{1,64}))$/.exec(header ?? '') ?? [];
  const key = quoted ?? bare;
  if (key === undefined) throw new Refusal(400, 'Idempotency-Key must be 1–64 of A–Z a–z 0–9 - _ .');
  return key;
}
