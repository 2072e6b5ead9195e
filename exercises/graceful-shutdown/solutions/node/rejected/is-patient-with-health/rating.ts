import { setTimeout as sleep } from 'node:timers/promises';

const URL = process.env.UPSTREAM_RATING_URL;
const ATTEMPT_MS = 2000;
const PAUSE_MS = 250;
const HEALTH_MS = 4000;

let tariffs: Map<string, number> | null = null;

export const getTariffs = (): ReadonlyMap<string, number> | null => tariffs;

export async function fetchTariffs(): Promise<void> {
  while (tariffs === null) {
    tariffs = await tryToFetch().catch(() => null);
    if (tariffs === null) await sleep(PAUSE_MS);
  }
}

async function tryToFetch(): Promise<Map<string, number> | null> {
  const answer = await fetch(`${URL}/tariffs`, { signal: AbortSignal.timeout(ATTEMPT_MS) });
  const body: unknown = await answer.json();
  if (answer.status !== 200 || typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  return new Map(Object.entries(body as Record<string, number>));
}

export async function isWell(): Promise<boolean> {
  try {
    const answer = await fetch(`${URL}/health`, { signal: AbortSignal.timeout(HEALTH_MS) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

/** @throws when there is no factor to be had */
export async function rate(customer: string, product: string): Promise<number> {
  const answer = await fetch(`${URL}/rate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customer, product }),
  });
  if (answer.status !== 200) throw new Error(`status ${answer.status}`);
  return ((await answer.json()) as { factor: number }).factor;
}
