import type { HttpExchange, VisibleTest } from '#contracts';

/** One test as its feedback policy shows it. */
export function TestRow({ test }: { test: VisibleTest }) {
  return (
    <li className={test.status}>
      <span className="mark" aria-label={test.status}>
        {test.status === 'passed' ? '✓' : '✗'}
      </span>
      <span>
        {test.title ?? 'hidden test'}
        {test.category !== null && test.category !== 'assertion' && (
          <small className="muted"> {test.category}</small>
        )}
      </span>
      {test.message !== null && <pre className="message">{test.message}</pre>}
      {test.exchange !== null && <Exchange exchange={test.exchange} />}
    </li>
  );
}

function Exchange({ exchange }: { exchange: HttpExchange }) {
  const { request, response } = exchange;
  return (
    <details className="message">
      <summary>
        {request.method} {request.url} → {response?.status ?? 'no answer'}
      </summary>
      <pre>
        {[`${request.method} ${request.url}`, ...toLines(request.headers), '', request.body ?? ''].join('\n')}
      </pre>
      {response && (
        <pre>
          {[String(response.status), ...toLines(response.headers), '', response.body ?? ''].join('\n')}
        </pre>
      )}
    </details>
  );
}

const toLines = (headers: Record<string, string>): string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
