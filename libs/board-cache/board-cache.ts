import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { UserId } from '#contracts';
import { OutageLog } from '#observability';
import type { Standing } from '#scoring';
import { BoardKeys } from './board-keys.js';
import {
  placeRows,
  positionAfter,
  type BoardPage,
  type Neighbourhood,
  type PagePosition,
} from './place-rows.js';
import { withScripts, type BoardScripts } from './scripts.js';
import { toCode } from './standing-code.js';

export interface BoardCacheSettings {
  /** `redis://user:password@host:port/db` */
  readonly url: string;
  /** Starts every key; `touchstone` unless told. */
  readonly prefix?: string;
}

/** Which board is kept, and how far it has caught up. The pair of generation and revision names one content. */
export interface BoardState {
  readonly generation: string;
  readonly revision: number;
  readonly asOf: Date;
}

export interface SeenChange {
  readonly key: string;
  readonly at: Date;
}

export interface BoardUpdate {
  readonly standings: readonly Standing[];
  readonly gone: readonly UserId[];
  /** What is taken in by this, so that it is told from what is still new. */
  readonly seen: readonly SeenChange[];
  /** What was seen earlier need not be remembered any more. */
  readonly forgetBefore: Date;
  readonly asOf: Date;
  /** The board reads differently even if no standing has moved: a name is another. */
  readonly renamed: boolean;
}

/** Standings, some at a time. */
type Batches = AsyncIterable<readonly Standing[]> | Iterable<readonly Standing[]>;

/** A board that nobody has looked at for so long is forgotten; changes are kept for longer (see the worker's retention). */
const LIFE_MS = 24 * 60 * 60 * 1000;
/** Renewed with every batch: who builds and dies gives way after this long. */
const BUILD_LEASE_MS = 30_000;
const PING_MS = 500;

/** Boards, kept in Redis by whoever counts them. */
export class BoardCache {
  private readonly redis: Redis & BoardScripts;
  private readonly prefix: string;
  private readonly outage = new OutageLog('Redis (boards)', new Logger('BoardCache'));

  constructor({ url, prefix = 'touchstone' }: BoardCacheSettings) {
    this.prefix = prefix;
    this.redis = withScripts(
      new Redis(url, {
        connectionName: `${prefix}-boards`,
        connectTimeout: 5_000,
        keepAlive: 10_000,
        maxRetriesPerRequest: 1,
        commandTimeout: 2_000,
        retryStrategy: (times) => Math.min(times * 100, 2_000),
      }),
    );
    this.redis.on('error', (error: Error) => this.outage.failed(error));
    this.redis.on('ready', () => this.outage.recovered());
  }

  /** null when it was never built, or is forgotten. */
  async find(board: string): Promise<BoardState | null> {
    const keys = this.keysOf(board);
    const found = await this.redis.boardFind(keys.state, keys.seen, LIFE_MS, keys.rowsPrefix);
    if (found === null) return null;
    return { generation: found[0], revision: Number(found[1]), asOf: new Date(Number(found[2])) };
  }

  /** Which of these changes the board has not taken in yet. */
  async listUnseen(board: string, changes: readonly string[]): Promise<Set<string>> {
    if (changes.length === 0) return new Set();
    const scores = await this.redis.zmscore(this.keysOf(board).seen, ...changes);
    return new Set(changes.filter((_, index) => scores[index] === null));
  }

  /** Changes the board as it was in `state`; null when it is not like that any more: read and count again. */
  async apply(board: string, state: BoardState, update: BoardUpdate): Promise<BoardState | null> {
    const keys = this.keysOf(board);
    const revision = await this.redis.boardApply(
      keys.state,
      keys.rows(state.generation),
      keys.seen,
      LIFE_MS,
      state.generation,
      state.revision,
      update.asOf.getTime(),
      update.forgetBefore.getTime(),
      update.renamed ? 1 : 0,
      update.standings.length,
      update.gone.length,
      update.seen.length,
      ...update.standings.flatMap((standing) => [standing.userId, String(toCode(standing))]),
      ...update.gone,
      ...update.seen.flatMap(({ key, at }) => [key, at.getTime()]),
    );
    if (revision === null) return null;
    return { generation: state.generation, revision: Number(revision), asOf: update.asOf };
  }

  /**
   * Builds the board anew and puts it in the place of the one there may be. False when somebody else is building it.
   * @param batches every standing once, in any order; read slowly if need be
   */
  async build(board: string, asOf: Date, batches: Batches): Promise<boolean> {
    const keys = this.keysOf(board);
    const token = randomUUID();
    const claimed = await this.redis.set(keys.lock, token, 'PX', BUILD_LEASE_MS, 'NX');
    if (claimed === null) return false;
    try {
      return await this.fill(keys, token, asOf, batches);
    } catch (error) {
      await this.redis.unlink(keys.rows(token), keys.lock).catch(() => undefined);
      throw error;
    }
  }

  /** The rows from a position on (null: from the top), best first. */
  async readPage(
    board: string,
    { generation }: BoardState,
    { from, limit }: { from: PagePosition | null; limit: number },
  ): Promise<BoardPage> {
    const [raw, index, ahead, total] = await this.redis.boardPage(
      this.keysOf(board).rows(generation),
      from === null ? '+inf' : String(from.code),
      from?.skip ?? 0,
      limit,
    );
    const rows = placeRows(raw, index, ahead);
    const isLast = index + rows.length >= total || rows.length === 0;
    return { rows, total, next: isLast ? null : positionAfter(rows, index) };
  }

  /** A learner's place and up to `span` rows on each side; null when they are not on the board. */
  async readAround(
    board: string,
    { generation }: BoardState,
    userId: UserId,
    span: number,
  ): Promise<Neighbourhood | null> {
    const found = await this.redis.boardAround(this.keysOf(board).rows(generation), userId, span);
    if (found === null) return null;
    const rows = placeRows(...found);
    return { rows, own: rows.find((row) => row.userId === userId)! };
  }

  /** Whether Redis is there, within half a second. */
  async answers(): Promise<boolean> {
    if (this.redis.status !== 'ready') return false;
    const tooLate = new Promise<false>((resolve) => setTimeout(resolve, PING_MS, false).unref());
    const answered = this.redis.ping().then(
      () => true,
      () => false,
    );
    return Promise.race([answered, tooLate]);
  }

  close(): void {
    this.redis.disconnect();
  }

  private async fill(keys: BoardKeys, token: string, asOf: Date, batches: Batches): Promise<boolean> {
    const rows = keys.rows(token);
    for await (const batch of batches) {
      const codes = batch.flatMap((standing) => [toCode(standing), standing.userId]);
      if (codes.length > 0) await this.redis.zadd(rows, ...codes);
      // What a builder that died leaves behind goes by itself.
      await this.redis.pipeline().pexpire(rows, BUILD_LEASE_MS).pexpire(keys.lock, BUILD_LEASE_MS).exec();
    }
    const published = await this.redis.boardPublish(
      keys.state,
      keys.seen,
      keys.lock,
      LIFE_MS,
      token,
      asOf.getTime(),
      keys.rowsPrefix,
      token,
    );
    return published === 1;
  }

  private keysOf(board: string): BoardKeys {
    return new BoardKeys(this.prefix, board);
  }
}
