import { setTimeout as sleep } from 'node:timers/promises';
import type { Purchase } from './purchase.ts';

const ATTEMPTS = 3;
const ATTEMPT_TIMEOUT_MS = 1500;
const PAUSE_MS = 150;

/** What became of a charge for certain. */
export type Outcome = { status: 'paid'; charge: string } | { status: 'declined'; reason: string };

/**
 * Asks the provider until it has said what became of the charge, or three times; null when nobody knows.
 * The key is that of the payment, in every attempt of every request: so it can be asked any number of times.
 */
export async function charge(paymentId: string, purchase: Purchase): Promise<Outcome | null> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await askOnce(paymentId, purchase).catch(() => null);
    if (outcome || attempt === ATTEMPTS) return outcome;
    await sleep(PAUSE_MS + Math.random() * PAUSE_MS);
  }
}

/** Rejects when no answer came, or only a part of one. */
async function askOnce(paymentId: string, { amount, currency, card }: Purchase): Promise<Outcome | null> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ATTEMPT_TIMEOUT_MS);
  const response = await fetch(`${process.env.UPSTREAM_CARDS_URL}/charges`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': paymentId },
    body: JSON.stringify({ amount, currency, card, reference: paymentId }),
    signal: controller.signal,
  }).finally(() => clearTimeout(timer));
  const body = await response.text();
  if (response.status === 201) return { status: 'paid', charge: JSON.parse(body).id };
  if (response.status === 402) return { status: 'declined', reason: JSON.parse(body).reason };
  return null;
}
