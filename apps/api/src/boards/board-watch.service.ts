import { Injectable } from '@nestjs/common';
import { LiveUpdates } from '#live-updates';
import { Refusal, type BoardEvent } from '#contracts';
import { topicsOf, type Board } from './board.js';
import { OpenBoards } from './open-boards.service.js';

const HEARTBEAT_MS = 15_000;

/** Tells the watchers of a board that it is another now. */
@Injectable()
export class BoardWatchService {
  /** How soon a lost call is made up for. */
  recheckMs = 5_000;

  constructor(
    private readonly live: LiveUpdates,
    private readonly boards: OpenBoards,
  ) {}

  /**
   * The revision at the beginning, and each new one; a sign of life now and then.
   * @param find the board as its reader may see it now; null ends the stream
   */
  async *follow(
    find: () => Promise<Board | null>,
    signal: AbortSignal,
  ): AsyncGenerator<{ id: null; event: BoardEvent } | 'heartbeat', void> {
    const first = await find();
    if (first === null) return;
    let told: string | null = null;
    let toldAtMs = Date.now();
    for await (const _ of this.live.watchStandings(topicsOf(first), signal, this.recheckMs)) {
      const board = await find();
      if (board === null) return;
      const revision = await this.findRevision(board);
      if (revision !== null && revision !== told) {
        told = revision;
        toldAtMs = Date.now();
        yield { id: null, event: { type: 'changed', revision } };
      } else if (Date.now() - toldAtMs >= HEARTBEAT_MS) {
        toldAtMs = Date.now();
        yield 'heartbeat';
      }
    }
  }

  /** null while the board cannot be read: the next look comes soon. */
  private async findRevision(board: Board): Promise<string | null> {
    try {
      const { revision } = await this.boards.open(board);
      return `${revision}.${board.mode}.${board.frozenAt?.getTime() ?? 'live'}`;
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }
}
