import { Injectable, Logger } from '@nestjs/common';
import {
  BoardCache,
  type BoardPage,
  type BoardState,
  type CountedBoard,
  type Neighbourhood,
  type PagePosition,
} from '#board-cache';
import { Refusal, type UserId } from '#contracts';
import { BoardKeeper } from './board-keeper.service.js';
import { toBoardKey, type Board } from './board.js';
import { CountedBoards } from './counted-boards.service.js';

/** A board that can be read now, wherever it is. */
export interface OpenBoard {
  /** Changes whenever the board does. */
  readonly revision: string;
  /** False: somebody may have another name though the revision is the same. */
  readonly isCached: boolean;
  readPage(query: { from: PagePosition | null; limit: number }): Promise<BoardPage>;
  readAround(userId: UserId, span: number): Promise<Neighbourhood | null>;
}

/** Boards are read in Redis; while it is away, from what Postgres comes to. */
@Injectable()
export class OpenBoards {
  /** Nobody waits for Redis again so soon after it did not answer. */
  lookAgainMs = 5_000;
  private readonly logger = new Logger('Boards');
  /** null while Redis answers. */
  private awayUntilMs: number | null = null;

  constructor(
    private readonly cache: BoardCache,
    private readonly keeper: BoardKeeper,
    private readonly counted: CountedBoards,
  ) {}

  /** @throws Refusal `board-not-ready` while a large board is counted */
  async open(board: Board): Promise<OpenBoard> {
    if (await this.isAway()) return toOpen(await this.counted.find(board));
    try {
      return this.readCached(board, await this.keeper.refresh(board));
    } catch (error) {
      return toOpen(await this.countInstead(board, error));
    }
  }

  private async isAway(): Promise<boolean> {
    if (this.awayUntilMs === null) return false;
    if (Date.now() < this.awayUntilMs) return true;
    if (await this.cache.answers()) {
      this.awayUntilMs = null;
      this.counted.forget();
      this.logger.log('boards are read in Redis again');
      return false;
    }
    this.awayUntilMs = Date.now() + this.lookAgainMs;
    return true;
  }

  private readCached(board: Board, state: BoardState): OpenBoard {
    const key = toBoardKey(board);
    // Redis may go away between two looks.
    const orCount = async <T>(look: Promise<T>, count: (counted: CountedBoard) => T): Promise<T> => {
      try {
        return await look;
      } catch (error) {
        return count(await this.countInstead(board, error));
      }
    };
    return {
      revision: `${state.generation.slice(0, 8)}.${state.revision}`,
      isCached: true,
      readPage: (query) =>
        orCount(this.cache.readPage(key, state, query), (counted) => counted.readPage(query)),
      readAround: (userId, span) =>
        orCount(this.cache.readAround(key, state, userId, span), (counted) =>
          counted.readAround(userId, span),
        ),
    };
  }

  /** @throws Refusal of a board that is there but not ready */
  private async countInstead(board: Board, error: unknown): Promise<CountedBoard> {
    if (error instanceof Refusal) throw error;
    if (!(await this.cache.answers())) this.awayUntilMs = Date.now() + this.lookAgainMs;
    this.logger.warn(`the board of ${board.title} is counted from Postgres: ${String(error)}`);
    return this.counted.find(board);
  }
}

const toOpen = (counted: CountedBoard): OpenBoard => ({
  revision: counted.revision,
  isCached: false,
  readPage: (query) => Promise.resolve(counted.readPage(query)),
  readAround: (userId, span) => Promise.resolve(counted.readAround(userId, span)),
});
