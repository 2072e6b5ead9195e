/** A promise that somebody else settles. (`Promise.withResolvers` is there since Node 22.) */
export class Deferred<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;
  reject!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Whoever waits for it sees the rejection; nobody may be waiting any more.
    this.promise.catch(() => undefined);
  }
}
