export interface OutageSink {
  warn(message: string): void;
  log(message: string): void;
}

/** Tells the beginning and the end of an outage once each, however many errors it throws in between. */
export class OutageLog {
  private down = false;

  constructor(
    private readonly what: string,
    private readonly sink: OutageSink,
  ) {}

  get isDown(): boolean {
    return this.down;
  }

  failed(error: unknown): void {
    if (this.down) return;
    this.down = true;
    this.sink.warn(`${this.what} is not reachable, trying again until it is: ${describe(error)}`);
  }

  recovered(): void {
    if (!this.down) return;
    this.down = false;
    this.sink.log(`${this.what} is reachable again`);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node reports a refused connection on several addresses as an AggregateError with an empty message.
  if (error.message === '' && error instanceof AggregateError) return error.errors.map(describe).join('; ');
  return error.message;
}
