import type { Scope } from '../scope.js';
import { SqlSession, type SessionOptions } from './sql-session.js';

/**
 * One connection for everything that a suite asks a database, as opening one costs more than most questions. One piece of work after
 * the other, each finding it as new: what a trigger of the learner's has set, is unset.
 */
export class KeptSession {
  #session: SqlSession | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /** @param scope what it ends with */
  constructor(
    private readonly options: SessionOptions,
    private readonly scope: Scope,
  ) {}

  use<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    const mine = this.#last.then(async () => work(await this.#open()));
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** Until it is used again. */
  async close(): Promise<void> {
    await this.#last;
    await this.#session?.close();
  }

  async #open(): Promise<SqlSession> {
    if (this.#session === null || this.#session.isLost) {
      this.#session = await SqlSession.open(this.options, this.scope);
    } else {
      if (this.#session.inTransaction) await this.#session.run('ROLLBACK');
      await this.#session.run('DISCARD ALL');
    }
    return this.#session;
  }
}
