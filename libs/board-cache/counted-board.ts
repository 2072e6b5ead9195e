import { createHash } from 'node:crypto';
import type { UserId } from '#contracts';
import { rankStandings, type RankedStanding, type Standing } from '#scoring';
import { positionAfter, type BoardPage, type Neighbourhood, type PagePosition } from './place-rows.js';
import { toCode } from './standing-code.js';

/** A board held in memory, for while Redis is away. It is read as one in Redis is, with the same positions. */
export class CountedBoard {
  /** Names who is on it, and with what. */
  readonly revision: string;
  private readonly rows: readonly RankedStanding[];

  constructor(standings: readonly Standing[]) {
    this.rows = rankStandings(standings);
    const hash = createHash('sha256');
    for (const row of this.rows) hash.update(`${row.userId} ${toCode(row)}\n`);
    this.revision = `rows.${hash.digest('base64url').slice(0, 16)}`;
  }

  get total(): number {
    return this.rows.length;
  }

  /** The rows from a position on (null: from the top), best first. */
  readPage({ from, limit }: { from: PagePosition | null; limit: number }): BoardPage {
    const index = this.indexOf(from);
    const rows = this.rows.slice(index, index + limit);
    const isLast = index + rows.length >= this.total || rows.length === 0;
    return { rows, total: this.total, next: isLast ? null : positionAfter(rows, index) };
  }

  /** A learner's place and up to `span` rows on each side; null when they are not on the board. */
  readAround(userId: UserId, span: number): Neighbourhood | null {
    const index = this.rows.findIndex((row) => row.userId === userId);
    if (index === -1) return null;
    return { rows: this.rows.slice(Math.max(0, index - span), index + span + 1), own: this.rows[index]! };
  }

  private indexOf(from: PagePosition | null): number {
    if (from === null) return 0;
    const first = this.rows.findIndex((row) => toCode(row) <= from.code);
    return first === -1 ? this.total : first + from.skip;
  }
}
