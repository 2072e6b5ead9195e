const ATTEMPTS = 3;
const ATTEMPT_TIMEOUT_MS = 1500;

/** What the provider has said for certain. */
export interface Outcome {
  isDone: boolean;
  id: string;
}

/**
 * Asks the provider until it has said what became of it, or three times; null when nobody knows. The key is the same in every attempt
 * of every request: so it can be asked any number of times.
 */
export async function ask(path: string, key: string, body: object): Promise<Outcome | null> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await askOnce(path, key, body).catch(() => null);
    if (outcome || attempt === ATTEMPTS) return outcome;
  }
}

/** Rejects when no answer came, or only a part of one. */
async function askOnce(path: string, key: string, body: object): Promise<Outcome | null> {
  const response = await fetch(`${process.env.UPSTREAM_PAYMENTS_URL}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
    // Also ends a body that does not come to its end.
    signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
  });
  const text = await response.text();
  if (response.status === 201) return { isDone: true, id: JSON.parse(text).id };
  if (response.status === 402) return { isDone: false, id: '' };
  return null;
}
