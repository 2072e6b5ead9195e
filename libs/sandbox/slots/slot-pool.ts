import { randomInt } from 'node:crypto';
import { invariant } from '#contracts';
import { SLOT_COUNT } from '../spec/pod-identity.js';

/**
 * Numbers from which the uids of pods are made. SECURITY: D05, E04: drawn at random, so that a uid is seldom seen
 * twice in a row, and never one that a pod of this worker has or could not be cleared of.
 */
export class SlotPool {
  private readonly taken = new Set<number>();

  take(): number {
    invariant(this.taken.size < SLOT_COUNT / 2, 'more than half of all slots are taken');
    let slot = randomInt(SLOT_COUNT);
    while (this.taken.has(slot)) slot = randomInt(SLOT_COUNT);
    this.taken.add(slot);
    return slot;
  }

  release(slot: number): void {
    this.taken.delete(slot);
  }
}
