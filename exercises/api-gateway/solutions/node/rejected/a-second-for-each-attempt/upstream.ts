const DEADLINE_MS = 1000;
const PLACES = 4;
const MOST_BYTES = 256 * 1024;

export class CallError extends Error {
  reason: 'failed' | 'late' | 'full';
  /** What the service answered, when it did. */
  status: number;

  constructor(reason: 'failed' | 'late' | 'full', status = 0) {
    super(`a call has ${reason === 'full' ? 'no place' : 'failed'}`);
    this.reason = reason;
    this.status = status;
  }
}

type Headers = Record<string, string>;

/** A service, with its places, its deadline and its second attempt. */
export class Upstream {
  readonly #url: string;
  #underWay = 0;

  constructor(name: string) {
    this.#url = process.env[`UPSTREAM_${name.toUpperCase()}_URL`] ?? '';
  }

  /**
   * @param signal of the app's request, which ends the call
   * @param read takes what is needed out of an answer, and throws when it is not there
   * @throws CallError when it fails, for whatever reason
   */
  async get<T>(path: string, headers: Headers, signal: AbortSignal, read: (body: unknown) => T): Promise<T> {
    if (this.#underWay >= PLACES) throw new CallError('full');
    this.#underWay += 1;
    const controller = new AbortController();
    const end = () => controller.abort();
    signal.addEventListener('abort', end);
    try {
      signal.throwIfAborted();
      const { status, text } = await this.#attemptTwice(path, headers, controller.signal);
      if (status !== 200) throw new CallError('failed', status);
      return read(JSON.parse(text));
    } catch (error) {
      throw error instanceof CallError ? error : new CallError(isTimeout(error) ? 'late' : 'failed');
    } finally {
      signal.removeEventListener('abort', end);
      this.#underWay -= 1;
    }
  }

  async #attemptTwice(path: string, headers: Headers, signal: AbortSignal) {
    try {
      const answer = await this.#attempt(path, headers, signal);
      if (![502, 503, 504].includes(answer.status)) return answer;
    } catch (error) {
      // What is left is a connection that was refused or broke off.
      if (signal.aborted || isTimeout(error) || error instanceof CallError) throw error;
    }
    return this.#attempt(path, headers, signal);
  }

  async #attempt(path: string, headers: Headers, end: AbortSignal) {
    const signal = AbortSignal.any([end, AbortSignal.timeout(DEADLINE_MS)]);
    const response = await fetch(this.#url + path, { headers, signal, redirect: 'manual' });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > MOST_BYTES) throw new CallError('failed');
      chunks.push(chunk);
    }
    return { status: response.status, text: Buffer.concat(chunks).toString() };
  }
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';
