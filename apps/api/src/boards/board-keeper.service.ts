import { Injectable, Logger } from '@nestjs/common';
import { BoardCache, type BoardState } from '#board-cache';
import { StandingRepository } from '#persistence';
import { toBoardKey, type Board } from './board.js';
import { notReady } from './not-ready.js';
import { SharedRuns } from './shared-runs.js';
import { StandingCounter } from './standing-counter.service.js';

/**
 * A verdict is judged a moment before it can be read, at most as long as a statement and its transaction may take: what
 * was judged so long before the last look may still be new.
 */
const OVERLAP_MS = 2 * 60_000;
/** A board on which nothing happens moves its mark this often, so that the next look need not go back so far. */
const MARK_EVERY_MS = 10 * 60_000;
const MAX_TRIES = 20;
const BUILD_WAIT_MS = 5_000;

/** Keeps the cached boards true to the verdicts: builds them, and lets them catch up before every look. */
@Injectable()
export class BoardKeeper {
  private readonly logger = new Logger('Boards');
  private readonly refreshes = new SharedRuns<BoardState>();
  private readonly builds = new SharedRuns<void>();

  constructor(
    private readonly cache: BoardCache,
    private readonly standings: StandingRepository,
    private readonly counter: StandingCounter,
  ) {}

  /**
   * The board with everything that was recorded before this call. However many ask at once, it is looked at by one.
   * @throws Refusal `board-not-ready` while a large board is counted from nothing
   * @throws Error when Redis or Postgres does not answer
   */
  refresh(board: Board): Promise<BoardState> {
    return this.refreshes.run(toBoardKey(board), () => this.catchUp(board));
  }

  private async catchUp(board: Board): Promise<BoardState> {
    const key = toBoardKey(board);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const state = (await this.cache.find(key)) ?? (await this.buildSoon(board, key));
      const caughtUp = await this.takeIn(board, key, state);
      if (caughtUp !== null) return caughtUp;
    }
    // Others have changed it all the while: it is as true as theirs.
    const state = await this.cache.find(key);
    if (state === null) throw notReady();
    return state;
  }

  /** null when somebody else was faster. */
  private async takeIn(board: Board, key: string, state: BoardState): Promise<BoardState | null> {
    const since = new Date(state.asOf.getTime() - OVERLAP_MS);
    const { asOf, changes } = await this.standings.listChanges(board.scope, since);
    const unseen = await this.cache.listUnseen(
      key,
      changes.map((change) => change.key),
    );
    const fresh = changes.filter((change) => unseen.has(change.key));
    if (fresh.length === 0 && asOf.getTime() - state.asOf.getTime() < MARK_EVERY_MS) {
      // What is not new any more may have been taken in by another replica since the state was read.
      return changes.length === 0 ? state : this.cache.find(key);
    }

    const userIds = [...new Set(fresh.map(({ userId }) => userId))];
    const standings = await this.counter.count(board, userIds);
    const ranked = new Set(standings.map(({ userId }) => userId));
    return this.cache.apply(key, state, {
      standings,
      gone: userIds.filter((userId) => !ranked.has(userId)),
      seen: fresh.map((change) => ({ key: change.key, at: asOf })),
      forgetBefore: new Date(since.getTime() - OVERLAP_MS),
      asOf,
      renamed: fresh.some(({ byVerdict, userId }) => !byVerdict && ranked.has(userId)),
    });
  }

  /** Small boards are there at once; whoever asks for a large one is told to come back. */
  private async buildSoon(board: Board, key: string): Promise<BoardState> {
    const building = this.builds.run(key, () => this.build(board, key));
    building.catch((error: unknown) =>
      this.logger.warn(`the board of ${board.title} was not built: ${String(error)}`),
    );
    await Promise.race([building, waitMs(BUILD_WAIT_MS)]);
    const state = await this.cache.find(key);
    if (state === null) throw notReady();
    return state;
  }

  private async build(board: Board, key: string): Promise<void> {
    const asOf = await this.standings.readClock();
    const built = await this.cache.build(key, asOf, this.counter.countAll(board));
    // Another replica is at it: look again when it is done.
    for (let waited = 0; !built && waited < BUILD_WAIT_MS; waited += 100) {
      if ((await this.cache.find(key)) !== null) return;
      await waitMs(100);
    }
  }
}

const waitMs = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
