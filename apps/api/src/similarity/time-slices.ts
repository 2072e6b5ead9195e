import { setImmediate } from 'node:timers/promises';

/** How long others wait at most, plus one step of the work. */
const SLICE_MS = 15;

/** Lets long work of this process share it with everybody else: what asks here before each step gives way in time. */
export class TimeSlices {
  private since = performance.now();

  async share(): Promise<void> {
    if (performance.now() - this.since < SLICE_MS) return;
    await setImmediate();
    this.since = performance.now();
  }
}
