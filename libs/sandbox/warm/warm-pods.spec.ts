import { afterEach, describe, expect, it } from '@jest/globals';
import type { PodShape } from '#judging';
import { someLimits, until } from '#testing';
import type { HeldPod } from '../pod/held-pod.js';
import { WarmPods } from './warm-pods.js';

const aShape = (memoryMib: number): PodShape => ({
  kind: 'service',
  runtime: 'node',
  services: [],
  upstreams: [],
  instances: 1,
  limits: someLimits({ memoryMib }),
});
const SMALL = aShape(64);
const LARGE = aShape(512);

let open: WarmPods | undefined;
afterEach(() => open?.close());

/** Pods that are only counted. */
function aWorld(settings = { most: 3, slots: 2 }) {
  const made: { id: string; shape: PodShape; run: { isOver: boolean } }[] = [];
  const retired: string[] = [];
  const world = {
    made,
    retired,
    running: 0,
    memory: Infinity,
    fault: null as Error | null,
    /** The only shape that cannot be made; null for all. */
    broken: null as PodShape | null,
    pods: null as unknown as WarmPods,
  };
  world.pods = open = new WarmPods({
    prepare: async (shape) => {
      if (world.fault && (world.broken ?? shape) === shape) throw world.fault;
      if (made.length - retired.length >= world.memory) return null;
      const pod = {
        id: String(made.length),
        shape,
        openedAtMs: performance.now(),
        run: { isOver: false },
        close: async () => undefined,
      };
      made.push(pod);
      return pod as unknown as HeldPod;
    },
    onFault: () => undefined,
    retire: ({ id }) => void retired.push(id),
    running: () => world.running,
  });
  world.pods.open(settings);
  return world;
}

describe('warm pods', () => {
  it('makes none before anything was asked for', async () => {
    const { made, pods } = aWorld();

    pods.refill();
    await new Promise((resolve) => setImmediate(resolve));

    expect(made).toEqual([]);
  });

  it('has none the first time, and one of the same shape the next', async () => {
    const { pods } = aWorld();

    expect(pods.take(SMALL)).toBeNull();
    pods.refill();
    await until(() => pods.size > 0, 'a pod is ready');

    expect(pods.take(LARGE)).toBeNull();
    expect(pods.take(SMALL)?.shape).toBe(SMALL);
  });

  it('gives each out once', async () => {
    const { pods } = aWorld({ most: 1, slots: 1 });
    pods.expect(SMALL);
    await until(() => pods.size > 0, 'a pod is ready');

    expect([pods.take(SMALL)?.id, pods.take(SMALL)]).toEqual(['0', null]);
  });

  it('makes none while every slot is busy', async () => {
    const world = aWorld();
    world.running = 2;
    world.pods.expect(SMALL);
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.made).toEqual([]);

    world.running = 1;
    world.pods.refill();
    await until(() => world.pods.size > 0, 'a pod is ready');
  });

  it('does not give out one that broke', async () => {
    const { pods, made, retired } = aWorld({ most: 1, slots: 1 });
    pods.expect(SMALL);
    await until(() => pods.size > 0, 'a pod is ready');
    made[0]!.run.isOver = true;

    expect(pods.take(SMALL)).toBeNull();
    expect(retired).toEqual(['0']);
  });

  it('keeps to the memory there is, and gives up what is wanted least', async () => {
    const world = aWorld({ most: 3, slots: 1 });
    world.memory = 2;
    world.pods.expect(LARGE);
    await until(() => world.pods.size === 1, 'a pod is ready');
    for (let n = 0; n < 5; n += 1) world.pods.expect(SMALL);
    await until(() => world.pods.size === 2, 'another one is ready');

    expect(await world.pods.shed()).toBe(true);
    expect(world.retired).toEqual(['0']);
    expect(await world.pods.shed()).toBe(true);
    expect(await world.pods.shed()).toBe(false);
  });

  it('rests after a failure', async () => {
    const world = aWorld();
    world.fault = new Error('the engine is away');
    world.pods.expect(SMALL);
    await new Promise((resolve) => setImmediate(resolve));
    world.fault = null;
    world.pods.refill();
    await new Promise((resolve) => setImmediate(resolve));

    expect(world.made).toEqual([]);
  });

  it('keeps one ready during a run, and makes the others when nothing runs', async () => {
    const world = aWorld({ most: 3, slots: 3 });
    world.running = 1;
    for (let n = 0; n < 3; n += 1) world.pods.expect(SMALL);
    await until(() => world.pods.size === 1, 'one is ready');
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.made).toHaveLength(1);

    world.running = 0;
    world.pods.refill();

    await until(() => world.pods.size === 3, 'all are ready');
  });

  it('makes the others while one cannot be made', async () => {
    const world = aWorld();
    world.fault = new Error('its image is missing');
    world.broken = LARGE;
    for (let n = 0; n < 3; n += 1) world.pods.expect(LARGE);
    world.pods.expect(SMALL);

    await until(() => world.pods.size > 0, 'a pod is ready');

    expect(world.made.map(({ shape }) => shape)).not.toContain(LARGE);
  });

  it('lets go of all when it is closed, and makes no more', async () => {
    const { pods, retired, made } = aWorld();
    pods.expect(SMALL);
    await until(() => pods.size > 0, 'a pod is ready');

    await pods.close();
    pods.refill();

    expect(pods.size).toBe(0);
    expect(retired).toHaveLength(made.length);
  });
});
