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
   * @param read takes what is needed out of an answer, and throws when it is not there
   * @throws CallError when it fails, for whatever reason
   */
  async get<T>(path: string, headers: Headers, _signal: AbortSignal, read: (body: unknown) => T): Promise<T> {
    if (this.#underWay >= PLACES) throw new CallError('full');
    this.#underWay += 1;
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        reject(new CallError('late'));
      }, DEADLINE_MS);
    });
    try {
      const call = this.#attemptTwice(path, headers, () => isLate);
      const { status, text } = await Promise.race([call, timeout]);
      if (status !== 200) throw new CallError('failed', status);
      return read(JSON.parse(text));
    } catch (error) {
      throw error instanceof CallError ? error : new CallError(isLate ? 'late' : 'failed');
    } finally {
      clearTimeout(timer);
      this.#underWay -= 1;
    }
  }

  async #attemptTwice(path: string, headers: Headers, isOver: () => boolean) {
    try {
      const answer = await this.#attempt(path, headers);
      if (![502, 503, 504].includes(answer.status)) return answer;
    } catch (error) {
      // What is left is a connection that was refused or broke off.
      if (isOver() || error instanceof CallError) throw error;
    }
    return this.#attempt(path, headers);
  }

  async #attempt(path: string, headers: Headers) {
    const response = await fetch(this.#url + path, { headers, redirect: 'manual' });
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
