import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Leaderboard, Refusal, type PageQuery } from '#contracts';
import { AUTHENTICATOR, type Authenticator } from '../http/access.guard.js';
import type { Caller } from '../http/caller.js';
import { EventStreams, type Exchange } from '../live/event-streams.service.js';
import { BoardWatchService } from './board-watch.service.js';
import type { Board } from './board.js';
import { LeaderboardService } from './leaderboard.service.js';

/** How to find a board as somebody may see it. @throws Refusal `not-found` */
type FindBoard = (caller: Caller | null) => Promise<Board>;

/** A watcher is recognised anew this often, so that a login that ended ends its stream (threat P02). */
const RECOGNISE_EVERY_MS = 2_000;

/** Answers for all three kinds of board. */
@Injectable()
export class BoardDesk {
  constructor(
    private readonly leaderboards: LeaderboardService,
    private readonly watch: BoardWatchService,
    private readonly streams: EventStreams,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
  ) {}

  /** The board, or 304 when the reader has it already. */
  async answer(
    find: FindBoard,
    { caller, query, request, reply }: { caller: Caller | null; query: PageQuery } & Exchange,
  ): Promise<void> {
    const board = await find(caller);
    const open = await this.leaderboards.open(board);
    const etag = this.leaderboards.toEtag(board, open, caller, query);
    void reply.header('cache-control', 'private, no-cache').header('vary', 'authorization');
    if (etag !== null) {
      void reply.header('etag', etag);
      if (isKnown(request.headers['if-none-match'], etag)) return void (await reply.code(304).send());
    }
    const leaderboard = await this.leaderboards.read(board, open, caller, query);
    // SECURITY: P06: nothing that the contract does not name.
    await reply.send(Leaderboard.parse(leaderboard));
  }

  /** Tells of changes until the reader goes, may no longer look, or the stream has lasted long enough. */
  async stream(find: FindBoard, caller: Caller | null, { request, reply }: Exchange): Promise<void> {
    await find(caller);
    await this.streams.answer({
      caller,
      request,
      reply,
      what: 'a board',
      follow: (signal) => this.watch.follow(this.keepFinding(find, request), signal),
    });
  }

  /** The board as the sender of these credentials may see it now; null once they may not. Asked often, looks seldom. */
  private keepFinding(find: FindBoard, request: FastifyRequest): () => Promise<Board | null> {
    let found: { readonly atMs: number; readonly board: Board } | undefined;
    return async () => {
      if (found !== undefined && Date.now() - found.atMs < RECOGNISE_EVERY_MS) return found.board;
      try {
        const caller = await this.authenticator.authenticate(request.headers.authorization);
        found = { atMs: Date.now(), board: await find(caller) };
        return found.board;
      } catch (error) {
        if (error instanceof Refusal) return null;
        throw error;
      }
    };
  }
}

const isKnown = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((known) => known.trim() === etag) ?? false;
