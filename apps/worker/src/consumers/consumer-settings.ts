/** How many submissions a worker judges at once, and how long it waits for them when it is told to stop. */
export class ConsumerSettings {
  constructor(
    readonly concurrency: number,
    readonly drainMs: number,
  ) {}
}
