const BATCH = 32;
const MOST_KEPT = 128;
const EVERY_MS = 60;

/** Wakes up several times a second, and sends one batch at a time. The oldest spans give way to new ones. */
export class Exporter {
  readonly #url: string;
  #waiting: object[] = [];
  #underWay: object[] = [];
  readonly #timer = setInterval(() => void this.#tick(), EVERY_MS);

  constructor(url: string) {
    this.#url = url;
  }

  add(span: object): void {
    this.#waiting.push(span);
    if (this.#waiting.length + this.#underWay.length > MOST_KEPT) this.#waiting.shift();
  }

  /** Sends what is left, but not for longer than this. */
  async close(ms: number): Promise<void> {
    clearInterval(this.#timer);
    const giveUpAt = performance.now() + ms;
    while (this.#waiting.length + this.#underWay.length > 0 && performance.now() < giveUpAt) {
      void this.#tick();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async #tick(): Promise<void> {
    if (this.#underWay.length > 0 || this.#waiting.length === 0) return;
    this.#underWay = this.#waiting.splice(0, BATCH);
    const status = await this.#send(this.#underWay);
    if ([0, 429, 502, 503, 504].includes(status)) this.#waiting.unshift(...this.#underWay);
    this.#underWay = [];
  }

  /** Its status; 0 when there is none. */
  async #send(spans: object[]): Promise<number> {
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'checkout' } }] };
    const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'checkout' }, spans }] }] });
    const headers = { 'content-type': 'application/json' };
    return fetch(this.#url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).then(
      (answer) => answer.arrayBuffer().then(() => answer.status, () => answer.status),
      () => 0,
    );
  }
}
