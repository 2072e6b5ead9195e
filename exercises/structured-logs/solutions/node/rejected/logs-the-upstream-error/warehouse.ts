import { correlation, log } from './log.ts';

let warehouse = { url: '', token: '' };

export function useWarehouse(url: string, token: string): void {
  warehouse = { url, token };
}

/** Whether the warehouse agreed. Logs how it went and nothing of what was said. */
export async function callWarehouse(target: 'reservations' | 'confirmations', body: { orderId: string }): Promise<boolean> {
  const startedAt = performance.now();
  let status: number | null = null;
  try {
    const options = {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${warehouse.token}`,
        'x-correlation-id': correlation.getStore() ?? '',
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    };
    const answer = await fetch(`${warehouse.url}/${target}`, options);
    status = answer.status;
    const text = await answer.text();
    if (!answer.ok) log('error', 'the warehouse refused', { options, text });
  } catch {
    // No answer at all.
  }
  const good = status !== null && status >= 200 && status < 300;
  const durationMs = Math.round(performance.now() - startedAt);
  log(good ? 'info' : 'error', 'upstream call', { orderId: body.orderId, target, status, durationMs });
  return good;
}
