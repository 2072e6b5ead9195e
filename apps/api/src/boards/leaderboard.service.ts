import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { BoardPage, Neighbourhood } from '#board-cache';
import type { Leaderboard, PageQuery, Standing, UserId } from '#contracts';
import { CohortRepository, StandingRepository, UserRepository } from '#persistence';
import type { RankedStanding } from '#scoring';
import type { Caller } from '../http/caller.js';
import { toBoardCursor, toBoardPosition } from './board-cursor.js';
import { toBoardKey, type Board } from './board.js';
import { OpenBoards, type OpenBoard } from './open-boards.service.js';
import { SharedRuns } from './shared-runs.js';

const NEIGHBOURS = 5;

interface Named<T> {
  readonly found: T;
  readonly names: ReadonlyMap<UserId, string>;
}

/** A board as somebody reads it. */
@Injectable()
export class LeaderboardService {
  private readonly pages = new SharedRuns<Named<BoardPage>>();

  constructor(
    private readonly boards: OpenBoards,
    private readonly standings: StandingRepository,
    private readonly users: UserRepository,
    private readonly cohorts: CohortRepository,
  ) {}

  /** Names what a reader would get, without reading it; null when only its content tells. */
  toEtag(board: Board, open: OpenBoard, caller: Caller | null, query: PageQuery): string | null {
    if (!open.isCached) return null;
    const parts = [toBoardKey(board), open.revision, board.title, board.mode, caller?.id, query];
    return `W/"${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27)}"`;
  }

  /** @throws Refusal `board-not-ready` */
  open(board: Board): Promise<OpenBoard> {
    return this.boards.open(board);
  }

  /** @throws Refusal `bad-cursor` */
  async read(board: Board, open: OpenBoard, caller: Caller | null, query: PageQuery): Promise<Leaderboard> {
    const [page, around] = await Promise.all([
      this.readPage(board, open, query),
      caller === null ? null : this.readAround(board, open, caller.id),
    ]);
    const show = ({ names }: Named<unknown>, rows: readonly RankedStanding[]) =>
      rows.flatMap((row) => toStanding(row, names, caller?.id));
    const neighbours = around === null ? [] : show(around, around.found.rows);
    return {
      title: board.title,
      mode: board.mode,
      frozenAt: board.frozenAt?.toISOString() ?? null,
      live: board.cutMs === null,
      revision: open.revision,
      total: page.found.total,
      mostPoints: board.mostPoints,
      items: show(page, page.found.rows),
      nextCursor: page.found.next === null ? null : toBoardCursor(page.found.next),
      neighbours,
      you: neighbours.some(({ you }) => you) ? 'ranked' : await this.explainAbsence(board, caller),
    };
  }

  /** The same page for everybody: of many who read it at once, one does. */
  private readPage(board: Board, open: OpenBoard, { cursor, limit }: PageQuery): Promise<Named<BoardPage>> {
    const from = cursor === undefined ? null : toBoardPosition(cursor);
    return this.pages.run(`${toBoardKey(board)}:${open.revision}:${cursor ?? ''}:${limit}`, async () => {
      const found = await open.readPage({ from, limit });
      return { found, names: await this.readNames(board, found.rows) };
    });
  }

  private async readAround(
    board: Board,
    open: OpenBoard,
    userId: UserId,
  ): Promise<Named<Neighbourhood> | null> {
    const found = await open.readAround(userId, NEIGHBOURS);
    return found && { found, names: await this.readNames(board, found.rows) };
  }

  private readNames({ scope }: Board, rows: readonly RankedStanding[]): Promise<Map<UserId, string>> {
    const userIds = rows.map(({ userId }) => userId);
    return this.standings.listShownNames(scope.cohortId, userIds);
  }

  private async explainAbsence({ scope }: Board, caller: Caller | null): Promise<Leaderboard['you']> {
    if (caller === null) return 'logged-out';
    const role =
      scope.cohortId === null
        ? caller.role
        : (await this.cohorts.findMember(scope.cohortId, caller.id))?.role;
    if (role !== 'learner') return 'not-a-learner';
    const user = await this.users.findUserById(caller.id);
    return user?.boardVisibility === 'hidden' ? 'hidden' : 'no-points';
  }
}

/** None for who has left the board since it was counted (threat P37). */
function toStanding(
  row: RankedStanding,
  names: ReadonlyMap<UserId, string>,
  you: UserId | undefined,
): Standing[] {
  const name = names.get(row.userId);
  if (name === undefined) return [];
  return [
    {
      rank: row.rank,
      name,
      points: row.points / 10,
      reachedAt: new Date(row.reachedAtSeconds * 1000).toISOString(),
      you: row.userId === you,
    },
  ];
}
