const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl-C, a closed terminal, or a polite kill. The second one means now. */
export class StopSignal {
  readonly asked: Promise<void>;
  private received = 0;
  private readonly receive: () => void;

  /** @param onInsist what to do when somebody cannot wait */
  constructor(onInsist: () => void) {
    let resolve: () => void;
    this.asked = new Promise((settle) => (resolve = settle));
    this.receive = () => {
      this.received += 1;
      if (this.received > 1) onInsist();
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, this.receive);
  }

  get wasAsked(): boolean {
    return this.received > 0;
  }

  /** Signals end the process again, as they do by themselves. */
  forget(): void {
    for (const signal of SIGNALS) process.off(signal, this.receive);
  }
}
