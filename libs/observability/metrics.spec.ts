import { describe, expect, it } from '@jest/globals';
import { registerMetrics, type Metrics } from './metrics.js';

describe('registerMetrics', () => {
  it('tells requests by route, and how the process is', async () => {
    const metrics = registerMetrics();

    metrics.observeRequest({ method: 'GET', route: '/api/v1/exercises/:slug', status: 200, durationMs: 7 });
    const page = await metrics.render();

    expect(page).toMatch(
      /http_request_duration_seconds_sum\{method="GET",route="\/api\/v1\/exercises\/:slug",status="200"\} 0\.007/,
    );
    expect(page).toContain('process_cpu_seconds_total');
    expect(metrics.contentType).toContain('text/plain');
  });

  it('asks how many wait, and for how long, at each scrape', async () => {
    let line: { length: number; oldestSeconds: number | null } = { length: 3, oldestSeconds: 12.5 };
    const metrics = registerMetrics({ waiting: () => Promise.resolve(line) });
    const first = await readLine(metrics);
    line = { length: 0, oldestSeconds: null };

    expect([first, await readLine(metrics)]).toEqual([
      ['3', '12.5'],
      ['0', '0'],
    ]);
  });

  it('serves the rest of the page when the database is away', async () => {
    const metrics = registerMetrics({ waiting: () => Promise.reject(new Error('away')) });
    metrics.observeRequest({ method: 'GET', route: '/healthz', status: 200, durationMs: 1 });

    const page = await metrics.render();

    expect(page).toMatch(/touchstone_queue_depth nan/i);
    expect(page).toContain('route="/healthz"');
  });

  it('counts boards that Redis did not give', async () => {
    const metrics = registerMetrics();

    metrics.countUncachedBoard();

    expect(await metrics.render()).toMatch(/^touchstone_uncached_boards_total 1$/m);
  });

  it('keeps two registries of one process apart', async () => {
    const [one, other] = [registerMetrics(), registerMetrics()];
    one.observeRequest({ method: 'GET', route: '/healthz', status: 200, durationMs: 1 });

    expect(await other.render()).not.toContain('route="/healthz"');
  });
});

async function readLine(metrics: Metrics): Promise<(string | undefined)[]> {
  const page = await metrics.render();
  return ['depth', 'oldest_seconds'].map(
    (name) => new RegExp(`^touchstone_queue_${name} (.*)$`, 'm').exec(page)?.[1],
  );
}
