import { describe, expect, it } from '@jest/globals';
import { registerMetrics } from './metrics.js';

describe('registerMetrics', () => {
  it('tells verdicts, faults, phases and requests', async () => {
    const metrics = registerMetrics();

    metrics.countVerdict('accepted');
    metrics.countVerdict('accepted');
    metrics.countSystemError('engine-unavailable');
    metrics.observePhase('testing', 1500);
    metrics.observeRequest({ method: 'GET', route: '/api/v1/exercises/:slug', status: 200, durationMs: 7 });
    const page = await metrics.render();

    expect(page).toContain('touchstone_verdicts_total{outcome="accepted"} 2');
    expect(page).toContain('touchstone_system_errors_total{code="engine-unavailable"} 1');
    expect(page).toContain('touchstone_phase_duration_seconds_bucket{le="2",phase="testing"} 1');
    expect(page).toContain('touchstone_phase_duration_seconds_bucket{le="1",phase="testing"} 0');
    expect(page).toMatch(
      /http_request_duration_seconds_sum\{method="GET",route="\/api\/v1\/exercises\/:slug",status="200"\} 0\.007/,
    );
    expect(page).toContain('process_cpu_seconds_total');
    expect(metrics.contentType).toContain('text/plain');
  });

  it('asks for queue depth and pods at each scrape', async () => {
    let [depth, pods] = [3, 1];
    const metrics = registerMetrics({ queueDepth: () => Promise.resolve(depth), podsRunning: () => pods });
    const first = await metrics.render();
    [depth, pods] = [0, 2];
    const second = await metrics.render();

    expect(first).toMatch(/touchstone_queue_depth 3\n[^]*touchstone_pods_running 1\n/);
    expect(second).toMatch(/touchstone_queue_depth 0\n[^]*touchstone_pods_running 2\n/);
  });

  it('serves the rest of the page when the database is away', async () => {
    const metrics = registerMetrics({ queueDepth: () => Promise.reject(new Error('away')) });
    metrics.countVerdict('crashed');

    const page = await metrics.render();

    expect(page).toMatch(/touchstone_queue_depth nan/i);
    expect(page).toContain('touchstone_verdicts_total{outcome="crashed"} 1');
  });

  it('keeps two registries of one process apart', async () => {
    const [one, other] = [registerMetrics(), registerMetrics()];
    one.countVerdict('partial');

    expect(await other.render()).not.toContain('outcome="partial"');
  });
});
