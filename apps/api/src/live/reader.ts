import type { Caller } from '../http/caller.js';

const RECOGNISE_EVERY_MS = 2_000;

/**
 * SECURITY: P02, P33: whoever reads a stream, recognised anew every few seconds, so that logging out, deleting a token
 * or losing a role ends what was opened before.
 */
export class Reader {
  private recognisedAt = Date.now();

  /** @param recognise the caller as of now; null once they may no longer read */
  constructor(
    private current: Caller,
    private readonly recognise: () => Promise<Caller | null>,
  ) {}

  get caller(): Caller {
    return this.current;
  }

  async mayReadOn(): Promise<boolean> {
    if (Date.now() - this.recognisedAt < RECOGNISE_EVERY_MS) return true;
    const caller = await this.recognise();
    if (caller === null) return false;
    this.current = caller;
    this.recognisedAt = Date.now();
    return true;
  }
}
