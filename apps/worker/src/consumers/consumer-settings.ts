/** How many submissions a worker judges at once, and how long it waits for them when it is told to stop. */
export class ConsumerSettings {
  constructor(
    /** Asked once, when the engine is known to answer: it may depend on the engine's size. */
    readonly decideConcurrency: () => Promise<number>,
    readonly drainMs: number,
  ) {}
}
