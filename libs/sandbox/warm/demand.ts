import type { PodShape } from '#judging';

const HALF_LIFE_MS = 5 * 60_000;
/** Below this a shape is forgotten: after one run of it, about 20 minutes later. */
const FORGOTTEN = 0.06;

interface Asked {
  readonly shape: PodShape;
  /** How often it was asked for, each time counting half as much after a half-life. */
  readonly weight: number;
  readonly atMs: number;
}

/** Two plans of one key may run in pods made ahead for one another. */
export const keyOf = ({ kind, runtime, services, upstreams, instances, limits }: PodShape): string => {
  const { memoryMib, cpus, processes, diskMib } = limits;
  const parts = [runtime, [...services].sort(), upstreams, instances, memoryMib, cpus, processes, diskMib];
  return JSON.stringify([kind, ...parts]);
};

/** What was asked for of late: the best guess at what will be asked for next. */
export class Demand {
  private readonly asked = new Map<string, Asked>();

  constructor(private readonly clock: () => number = () => performance.now()) {}

  note(shape: PodShape): void {
    const key = keyOf(shape);
    const nowMs = this.clock();
    const before = this.asked.get(key);
    this.asked.set(key, { shape, weight: 1 + (before === undefined ? 0 : fade(before, nowMs)), atMs: nowMs });
  }

  /**
   * Shares `seats` pods among the shapes. First one for each, the most wanted first: the next one of a shape is made in a fifth of a second,
   * so that a second pod helps only runs which come at the same moment. The rest by highest quotient (D'Hondt): each goes where
   * the most runs would share one, and no shape gets more than `mostOfOne`.
   * @returns shapes with their numbers of pods, the most wanted first
   */
  share(seats: number, mostOfOne: number): readonly { readonly shape: PodShape; readonly pods: number }[] {
    const nowMs = this.clock();
    this.forget(nowMs);
    const parties = [...this.asked.values()]
      .map((asked) => ({ shape: asked.shape, weight: fade(asked, nowMs), pods: 0 }))
      .sort((a, b) => b.weight - a.weight);
    for (let seat = 0; seat < seats; seat += 1) {
      const open = parties.filter(({ pods }) => pods < mostOfOne);
      const [first] = open.sort(
        (a, b) =>
          Math.min(a.pods, 1) - Math.min(b.pods, 1) || b.weight / (b.pods + 1) - a.weight / (a.pods + 1),
      );
      if (first === undefined) break;
      first.pods += 1;
    }
    return parties.filter(({ pods }) => pods > 0).map(({ shape, pods }) => ({ shape, pods }));
  }

  private forget(nowMs: number): void {
    for (const [key, asked] of this.asked) if (fade(asked, nowMs) < FORGOTTEN) this.asked.delete(key);
  }
}

const fade = ({ weight, atMs }: Asked, nowMs: number): number =>
  weight * 0.5 ** ((nowMs - atMs) / HALF_LIFE_MS);
