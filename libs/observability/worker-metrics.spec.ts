import { describe, expect, it } from '@jest/globals';
import { registerWorkerMetrics } from './worker-metrics.js';

const someSources = (overrides = {}) => ({
  slots: () => 4,
  running: () => 1,
  podsReady: () => 2,
  isOpen: () => true,
  swept: () => 0,
  orphansRemoved: () => 0,
  ...overrides,
});

describe('the metrics of a worker', () => {
  it('tell verdicts by exercise and version, faults, phases and pods', async () => {
    const metrics = registerWorkerMetrics();
    metrics.watch(someSources());

    metrics.countVerdict({ exercise: 'rate-limiter', version: 'a'.repeat(64), outcome: 'accepted' });
    metrics.countVerdict({ exercise: 'rate-limiter', version: 'a'.repeat(64), outcome: 'accepted' });
    metrics.countSystemError('engine-unavailable');
    metrics.observePhase('testing', 1500);
    metrics.countForgotten('logs', 3);
    for (const made of ['ahead', 'ahead', 'now'] as const) metrics.countPod(made);
    metrics.observeRefill(700);
    const page = await metrics.render();

    expect(page).toContain(
      'touchstone_verdicts_total{exercise="rate-limiter",version="aaaaaaaaaaaa",outcome="accepted"} 2',
    );
    expect(page).toContain('touchstone_system_errors_total{code="engine-unavailable"} 1');
    expect(page).toContain('touchstone_phase_duration_seconds_bucket{le="2",phase="testing"} 1');
    expect(page).toContain('touchstone_phase_duration_seconds_bucket{le="1",phase="testing"} 0');
    expect(page).toContain('touchstone_pods_taken_total{made="ahead"} 2');
    expect(page).toContain('touchstone_pods_taken_total{made="now"} 1');
    expect(page).toContain('touchstone_warm_pod_refill_seconds_bucket{le="1"} 1');
    expect(page).toContain('touchstone_forgotten_total{what="logs"} 3');
    expect(page).toContain('process_cpu_seconds_total');
    expect(metrics.contentType).toContain('text/plain');
  });

  it('ask what is there, and what was done since the start, at each scrape', async () => {
    let [swept, isOpen] = [3, true];
    const metrics = registerWorkerMetrics();
    metrics.watch(someSources({ swept: () => swept, isOpen: () => isOpen }));
    const first = await metrics.render();
    [swept, isOpen] = [5, false];
    const second = await metrics.render();

    expect(first).toMatch(/touchstone_slots 4\n[^]*touchstone_runs 1\n[^]*touchstone_warm_pods 2\n/);
    expect(first).toMatch(/touchstone_worker_open 1\n[^]*touchstone_swept_total 3\n/);
    expect(second).toMatch(/touchstone_worker_open 0\n[^]*touchstone_swept_total 5\n/);
    expect(second).toContain('touchstone_orphans_removed_total 0');
  });

  it('do not grow with every version there ever was', async () => {
    const metrics = registerWorkerMetrics();
    metrics.watch(someSources());
    for (let n = 0; n < 700; n++)
      metrics.countVerdict({
        exercise: 'todo',
        version: String(n).padStart(64, '0').split('').toReversed().join(''),
        outcome: 'partial',
      });

    const lines = (await metrics.render())
      .split('\n')
      .filter((line) => line.startsWith('touchstone_verdicts'));

    expect(lines).toHaveLength(501);
    expect(lines.at(-1)).toBe(
      'touchstone_verdicts_total{exercise="other",version="other",outcome="partial"} 200',
    );
  });
});
