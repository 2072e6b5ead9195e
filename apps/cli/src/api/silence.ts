/** Aborts when no byte came for a while. */
export class Silence {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(silenceMs: number) {
    this.timer = setTimeout(() => this.controller.abort(new Error('the server fell silent')), silenceMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  watch(): TransformStream<Uint8Array, Uint8Array> {
    return new TransformStream({
      transform: (chunk, out) => {
        this.timer.refresh();
        out.enqueue(chunk);
      },
    });
  }

  end(): void {
    clearTimeout(this.timer);
    this.controller.abort();
  }
}
