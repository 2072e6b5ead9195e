import type { PodShape } from '#judging';
import type { HeldPod } from '../pod/held-pod.js';
import { Demand, keyOf } from './demand.js';

/** With its run and its core's age, less than what other workers' janitors take for an orphan. */
const OLDEST_MS = 10 * 60_000;
const TIDY_EVERY_MS = 30_000;
/** A shape that could not be made gets a rest; others are made meanwhile: its image may be missing, and theirs not. */
const REST_MS = 5_000;
const NONE = { most: 0, slots: 0 };

export interface WarmSettings {
  /** Pods kept ready in all. */
  readonly most: number;
  /** Runs at a time: no shape needs more pods, and pods are made only while a slot is free. */
  readonly slots: number;
}

export interface PodMaker {
  /** A prepared pod; null when there is no memory for one. @throws PlatformFault when it could not be made */
  prepare(shape: PodShape): Promise<HeldPod | null>;
  /** A pod could not be made. No run was waiting for it: one that needs a pod now makes its own, and is told why it fails. */
  onFault(fault: unknown): void;
  /** Removes one in the background. */
  retire(pod: HeldPod): void;
  /** How many runs are under way: they share the processors with the making of a pod. */
  running(): number;
}

/**
 * Pods made ahead: every container runs, services are up, the grader has loaded, and not one byte of a learner has
 * arrived. Each is used once.
 */
export class WarmPods {
  private readonly demand = new Demand();
  private readonly ready: HeldPod[] = [];
  private settings: WarmSettings = NONE;
  private timer: NodeJS.Timeout | undefined;
  private refilling: Promise<void> = Promise.resolve();
  private isRefilling = false;
  private isRefillDue = false;
  private readonly restUntilMs = new Map<string, number>();

  constructor(private readonly maker: PodMaker) {}

  /** Those that can be given out. */
  get size(): number {
    return this.ready.filter(({ run }) => !run.isOver).length;
  }

  /** Begins to keep pods ready. */
  open(settings: WarmSettings): void {
    this.settings = settings;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.refill(), TIDY_EVERY_MS).unref();
    this.refill();
  }

  /** Keeps none any more, and lets go of those there are. */
  async close(): Promise<void> {
    this.settings = NONE;
    clearInterval(this.timer);
    await this.refilling;
    for (const pod of [...this.ready]) this.drop(pod);
  }

  /** Makes pods of this shape ahead, as if a run of it had just been asked for. */
  expect(shape: PodShape): void {
    this.demand.note(shape);
    this.refill();
  }

  /** A pod of this shape, if one is ready. It counts as asked for either way. */
  take(shape: PodShape): HeldPod | null {
    this.demand.note(shape);
    this.dropSpoiled();
    const key = keyOf(shape);
    const at = this.ready.findIndex((pod) => keyOf(pod.shape) === key);
    return at === -1 ? null : (this.ready.splice(at, 1)[0] ?? null);
  }

  /** Gives up the pod that is wanted least, for memory. @returns false when there is none */
  async shed(): Promise<boolean> {
    const order = this.wanted().map(({ shape }) => keyOf(shape));
    const rank = (pod: HeldPod): number => {
      const at = order.indexOf(keyOf(pod.shape));
      return at === -1 ? Infinity : at;
    };
    const [last] = [...this.ready].sort((a, b) => rank(b) - rank(a));
    if (last === undefined) return false;
    this.drop(last);
    await last.close().catch(() => undefined);
    return true;
  }

  /** Makes what is missing, one after the other, and lets go of what is not wanted any more. Returns at once. */
  refill(): void {
    if (this.settings.most === 0) return;
    this.isRefillDue = true;
    if (!this.isRefilling) this.refilling = this.refillWhileDue();
  }

  private async refillWhileDue(): Promise<void> {
    this.isRefilling = true;
    while (this.isRefillDue) {
      this.isRefillDue = false;
      await this.makeMissing();
    }
    this.isRefilling = false;
  }

  private async makeMissing(): Promise<void> {
    this.tidy();
    while (this.maker.running() < this.settings.slots) {
      const missing = this.wanted().find(({ shape, pods }) => this.isMissing(shape, pods));
      if (missing === undefined) return;
      try {
        const pod = await this.maker.prepare(missing.shape);
        if (pod === null) return;
        this.ready.push(pod);
      } catch (error) {
        this.maker.onFault(error);
        this.restUntilMs.set(keyOf(missing.shape), performance.now() + REST_MS);
      }
    }
  }

  /** While one is ready for the next to come, the others wait until they slow no run down. */
  private isMissing(shape: PodShape, pods: number): boolean {
    const ready = this.count(shape);
    return ready < (this.maker.running() > 0 ? Math.min(pods, 1) : pods) && !this.rests(shape);
  }

  private tidy(): void {
    this.dropSpoiled();
    for (const [key, untilMs] of this.restUntilMs)
      if (performance.now() >= untilMs) this.restUntilMs.delete(key);
    const room = new Map(this.wanted().map(({ shape, pods }) => [keyOf(shape), pods]));
    for (const pod of [...this.ready]) {
      const left = (room.get(keyOf(pod.shape)) ?? 0) - 1;
      room.set(keyOf(pod.shape), left);
      if (left < 0) this.drop(pod);
    }
  }

  private dropSpoiled(): void {
    const oldest = performance.now() - OLDEST_MS;
    for (const pod of [...this.ready]) if (pod.run.isOver || pod.openedAtMs < oldest) this.drop(pod);
  }

  private drop(pod: HeldPod): void {
    const at = this.ready.indexOf(pod);
    if (at !== -1) this.ready.splice(at, 1);
    this.maker.retire(pod);
  }

  private wanted() {
    return this.demand.share(this.settings.most, this.settings.slots);
  }

  private rests(shape: PodShape): boolean {
    return performance.now() < (this.restUntilMs.get(keyOf(shape)) ?? 0);
  }

  private count(shape: PodShape): number {
    const key = keyOf(shape);
    return this.ready.filter((pod) => keyOf(pod.shape) === key).length;
  }
}
