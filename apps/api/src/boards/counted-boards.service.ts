import { Inject, Injectable, Logger } from '@nestjs/common';
import { CountedBoard } from '#board-cache';
import type { Metrics } from '#observability';
import type { Standing } from '#scoring';
import { METRICS } from '../ops/metrics.js';
import { toBoardKey, type Board } from './board.js';
import { notReady } from './not-ready.js';
import { StandingCounter } from './standing-counter.service.js';

const WAIT_MS = 4_000;
/** Counting a board takes at most a tenth of the time that Postgres has. */
const KEPT_PER_COUNT = 9;
/** Some 200 bytes each: what all boards held at a time may come to. */
const MOST_ROWS = 200_000;

interface KeptBoard {
  readonly counted: CountedBoard;
  readonly untilMs: number;
}

/** Boards counted from Postgres and held for seconds, for while Redis is away. They are as old as that, and no older. */
@Injectable()
export class CountedBoards {
  /** Watchers look again this often, and all of them share one count. */
  keptMs = 5_000;
  private readonly logger = new Logger('Boards');
  private readonly counting = new Map<string, Promise<CountedBoard>>();
  private readonly kept = new Map<string, KeptBoard>();

  constructor(
    private readonly counter: StandingCounter,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /** @throws Refusal `board-not-ready` when counting takes longer than people wait; it goes on, and the next one finds it done */
  async find(board: Board): Promise<CountedBoard> {
    const key = toBoardKey(board);
    const kept = this.kept.get(key);
    if (kept !== undefined && Date.now() < kept.untilMs) return kept.counted;
    const counted = await Promise.race([this.count(board, key), waitMs(WAIT_MS)]).catch((error: unknown) => {
      this.logger.warn(`the board of ${board.title} cannot be counted: ${String(error)}`);
    });
    if (counted === undefined) throw notReady();
    return counted;
  }

  /** For when they are read in Redis again. */
  forget(): void {
    this.kept.clear();
  }

  /** However many ask at once, one counts. */
  private count(board: Board, key: string): Promise<CountedBoard> {
    const counting = this.counting.get(key) ?? this.begin(board, key);
    this.counting.set(key, counting);
    return counting;
  }

  private async begin(board: Board, key: string): Promise<CountedBoard> {
    const startedAtMs = Date.now();
    try {
      const counted = new CountedBoard(await this.read(board));
      const tookMs = Date.now() - startedAtMs;
      this.keep(key, { counted, untilMs: Date.now() + Math.max(this.keptMs, KEPT_PER_COUNT * tookMs) });
      this.metrics.countUncachedBoard();
      return counted;
    } finally {
      this.counting.delete(key);
    }
  }

  private async read(board: Board): Promise<Standing[]> {
    const standings: Standing[] = [];
    for await (const batch of this.counter.countAll(board)) {
      standings.push(...batch);
      if (standings.length > MOST_ROWS)
        throw new Error(`it has more than ${MOST_ROWS} rows, which are read in Redis only`);
    }
    return standings;
  }

  /** What was kept longest goes first. */
  private keep(key: string, board: KeptBoard): void {
    this.kept.delete(key);
    this.kept.set(key, board);
    let rows = [...this.kept.values()].reduce((sum, { counted }) => sum + counted.total, 0);
    for (const [oldKey, { counted, untilMs }] of this.kept) {
      if (oldKey === key || (rows <= MOST_ROWS && Date.now() < untilMs)) continue;
      this.kept.delete(oldKey);
      rows -= counted.total;
    }
  }
}

const waitMs = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
