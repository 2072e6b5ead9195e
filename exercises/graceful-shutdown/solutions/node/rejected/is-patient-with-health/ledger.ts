import { setTimeout as sleep } from 'node:timers/promises';

const URL = process.env.UPSTREAM_LEDGER_URL;
const PERIOD_MS = 1000;
const LAST_PERIOD_MS = 250;

export interface Event {
  readonly id: string;
  readonly customer: string;
  readonly product: string;
  readonly premium: number;
}

let collected: Event[] = [];
let underWay: Promise<void> | null = null;

const timer = setInterval(() => void deliver(), PERIOD_MS);

export function collect(event: Event): void {
  collected.push(event);
}

/** Delivers until nothing is left. */
export async function deliverForGood(): Promise<true> {
  clearInterval(timer);
  for (;;) {
    await deliver();
    if (collected.length === 0) return true;
    await sleep(LAST_PERIOD_MS);
  }
}

/** There is one delivery at a time: whoever wants one while it is under way waits for its end. */
function deliver(): Promise<void> {
  underWay ??= sendAll().finally(() => (underWay = null));
  return underWay;
}

async function sendAll(): Promise<void> {
  const events = [...collected];
  if (events.length === 0) return;
  const taken = await send(events).catch(() => false);
  // Only now are they no longer ours. What was collected meanwhile stands behind them.
  if (taken) collected = collected.slice(events.length);
}

async function send(events: readonly Event[]): Promise<boolean> {
  const answer = await fetch(`${URL}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
  });
  await answer.body?.cancel();
  return answer.ok;
}
