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
    const answer = await fetch(`${warehouse.url}/${target}`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${warehouse.token}`,
        'x-correlation-id': correlation.getStore() ?? '',
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    });
    status = answer.status;
    await answer.arrayBuffer();
  } catch {
    // Not logged as it is: such an error may hold the request with its token.
  }
  const good = status !== null && status >= 200 && status < 300;
  const durationMs = Math.round(performance.now() - startedAt);
  log(good ? 'info' : 'error', 'upstream call', { orderId: body.orderId, target, status, durationMs });
  return good;
}
