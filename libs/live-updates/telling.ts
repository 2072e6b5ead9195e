import { setTimeout as delay } from 'node:timers/promises';

/** A person sees no difference; a suite of quick tests ends several in it. */
const GATHER_MS = 100;

interface Batch<Event> {
  readonly number: number;
  readonly events: Event[];
  /** Settles once nothing more comes into it. */
  readonly sealed: Promise<void>;
  seal(): void;
}

/**
 * What one attempt tells, in order, and what is done in between. The first event goes at once; those that follow closely
 * go together, since each sending wakes Redis, the API and every reader.
 */
export class Telling<Event> {
  private open: Batch<Event> | null = null;
  private next = 1;
  private rested: Promise<unknown> = Promise.resolve();
  private tail: Promise<unknown> = Promise.resolve();

  /**
   * @param publish sends events that follow each other; the number is that of the first, from 1
   * @param onFailure hears of what could not be done. Nothing is tried again, and what follows goes on.
   * @param rest settles when the next may be sent after one that is sent now
   */
  constructor(
    private readonly publish: (number: number, ...events: Event[]) => Promise<unknown>,
    private readonly onFailure: (error: unknown) => void,
    private readonly rest: () => Promise<unknown> = () => delay(GATHER_MS, undefined, { ref: false }),
  ) {}

  tell(event: Event): void {
    const number = this.next++;
    if (this.open !== null) {
      this.open.events.push(event);
      return;
    }
    let seal = (): void => undefined;
    const sealed = new Promise<void>((resolve) => (seal = resolve));
    const batch = { number, events: [event], sealed, seal };
    this.open = batch;
    this.enqueue(() => this.send(batch));
  }

  /** Does something when all that was told before is sent, and before anything that is told later. */
  afterwards(work: () => Promise<unknown>): void {
    this.seal();
    this.enqueue(work);
  }

  /** Settles when everything said so far was done or given up. */
  async flush(): Promise<void> {
    this.seal();
    await this.tail;
  }

  private async send(batch: Batch<Event>): Promise<void> {
    await Promise.race([this.rested, batch.sealed]);
    if (this.open === batch) this.open = null;
    this.rested = this.rest();
    await this.publish(batch.number, ...batch.events);
  }

  /** Nothing is gathered any longer: what waits for more goes now. */
  private seal(): void {
    this.open?.seal();
    this.open = null;
  }

  private enqueue(work: () => Promise<unknown>): void {
    this.tail = this.tail.then(work).catch(this.onFailure);
  }
}
