import { Kind, inSpan, inject } from './tracing.ts';

const METHOD = 'PUT';
const stock = new URL(process.env.UPSTREAM_STOCK_URL!);

/** Whether the stock service agreed. */
export async function callStock(path: string, body: object): Promise<boolean> {
  const url = `${stock.origin}${path}`;
  const attributes = {
    'http.request.method': METHOD,
    'url.full': url,
    'server.address': stock.hostname,
    'server.port': Number(stock.port),
  };
  return inSpan(Kind.CLIENT, METHOD, attributes, async (span) => {
    const answer = await fetch(url, {
      method: METHOD,
      headers: { 'content-type': 'application/json', ...inject(span) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    await answer.arrayBuffer();
    span.set('http.response.status_code', answer.status);
    if (answer.status >= 400) span.fail(String(answer.status));
    return answer.ok;
  }).catch(() => false); // no answer: the span has the error
}
