import { describe, expect, it } from '@jest/globals';
import type { PodShape } from '#judging';
import { someLimits } from '#testing';
import { Demand, keyOf } from './demand.js';

const MINUTE = 60_000;
const aShape = (overrides: Partial<PodShape> = {}): PodShape => ({
  kind: 'service',
  runtime: 'node',
  services: [],
  upstreams: [],
  instances: 1,
  limits: someLimits(),
  ...overrides,
});
const NODE = aShape();
const PYTHON = aShape({ runtime: 'python' });
const STORE = aShape({ services: ['postgres'] });

describe('keyOf', () => {
  it('tells apart whatever a container is made with', () => {
    const shapes = [
      NODE,
      PYTHON,
      STORE,
      aShape({ instances: 2 }),
      aShape({ kind: 'artifact' }),
      aShape({ kind: 'module' }),
      aShape({ upstreams: ['prices'] }),
      ...(['memoryMib', 'cpus', 'processes', 'diskMib'] as const).map((name) =>
        aShape({ limits: someLimits({ [name]: 7 }) }),
      ),
    ];

    expect(new Set(shapes.map(keyOf)).size).toBe(shapes.length);
  });

  it('knows no order of services, and nothing that only the run needs', () => {
    expect(keyOf(aShape({ services: ['redis', 'postgres'] }))).toBe(
      keyOf(aShape({ services: ['postgres', 'redis'] })),
    );
    expect(keyOf(aShape({ limits: someLimits({ wallTimeoutMs: 1 }) }))).toBe(keyOf(NODE));
  });
});

describe('Demand', () => {
  const after = (asked: readonly (readonly [PodShape, number])[]) => {
    const clock = { nowMs: 0 };
    const demand = new Demand(() => clock.nowMs);
    for (const [shape, times] of asked) for (let n = 0; n < times; n += 1) demand.note(shape);
    return { demand, clock };
  };

  it('wants nothing that nobody asked for', () => {
    expect(after([]).demand.share(4, 2)).toEqual([]);
  });

  it('gives the first pods to different shapes before one shape gets a second', () => {
    const { demand } = after([
      [NODE, 3],
      [PYTHON, 2],
      [STORE, 2],
    ]);

    expect(demand.share(3, 2)).toEqual([
      { shape: NODE, pods: 1 },
      { shape: PYTHON, pods: 1 },
      { shape: STORE, pods: 1 },
    ]);
  });

  it('leaves out no shape for a second pod of others, however much these are asked for', () => {
    const { demand } = after([
      [NODE, 100],
      [PYTHON, 60],
      [STORE, 1],
    ]);

    expect(demand.share(4, 2)).toEqual([
      { shape: NODE, pods: 2 },
      { shape: PYTHON, pods: 1 },
      { shape: STORE, pods: 1 },
    ]);
  });

  it('gives a second one where two would be busy, up to what can run at once', () => {
    const { demand } = after([
      [NODE, 100],
      [PYTHON, 1],
    ]);

    expect(demand.share(4, 3)).toEqual([
      { shape: NODE, pods: 3 },
      { shape: PYTHON, pods: 1 },
    ]);
  });

  it('forgets what was popular, and in the end everything', () => {
    const { demand, clock } = after([[PYTHON, 8]]);
    clock.nowMs = 20 * MINUTE;
    demand.note(NODE);

    expect(demand.share(1, 1)).toEqual([{ shape: NODE, pods: 1 }]);
    clock.nowMs = 60 * MINUTE;
    expect(demand.share(4, 2)).toEqual([]);
  });
});
