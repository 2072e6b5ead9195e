import { Injectable } from '@nestjs/common';
import { invariant, type UserId } from '#contracts';
import { StandingRepository } from '#persistence';
import { totalStanding, type Standing } from '#scoring';
import type { Board } from './board.js';

const BATCH = 1_000;

/** Counts standings from rows. */
@Injectable()
export class StandingCounter {
  constructor(private readonly standings: StandingRepository) {}

  /** Everybody's on the board, some at a time, in the order of people's ids. */
  async *countAll(board: Board): AsyncGenerator<Standing[]> {
    let after: UserId | null = null;
    for (;;) {
      const page: UserId[] = await this.standings.listOnBoard(board.scope.cohortId, { after, limit: BATCH });
      if (page.length === 0) return;
      yield await this.count(board, page);
      after = page.at(-1)!;
    }
  }

  /** The standings of those of these people who have one. */
  async count(board: Board, userIds: readonly UserId[]): Promise<Standing[]> {
    invariant(board.terms.exerciseIds === board.scope.exerciseIds, 'a board counts what it reads');
    if (userIds.length === 0) return [];
    const learners = await this.standings.listBoardWork(board.scope, userIds);
    return learners.flatMap((learner) => totalStanding(learner, board.terms, board.cutMs) ?? []);
  }
}
