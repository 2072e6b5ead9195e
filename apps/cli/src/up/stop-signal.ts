/** Ctrl-C, a closed terminal, or a polite kill. The second one means now. */
export class StopSignal {
  readonly asked: Promise<void>;
  private received = 0;

  /** @param onInsist what to do when somebody cannot wait */
  constructor(onInsist: () => void) {
    this.asked = new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.on(signal, () => {
          this.received += 1;
          if (this.received > 1) onInsist();
          resolve();
        });
      }
    });
  }

  get wasAsked(): boolean {
    return this.received > 0;
  }
}
