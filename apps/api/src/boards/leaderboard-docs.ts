import { applyDecorators } from '@nestjs/common';
import { Leaderboard } from '#contracts';
import { Answers } from '../http/answers.js';
import { ApiHeader, ApiOperation, ApiResponse } from '../http/described.js';
import { Refuses } from '../http/refuses.js';

/** What a route that answers with a board says about itself. */
export const AnswersBoard = (what: string) =>
  applyDecorators(
    ApiOperation({
      summary: `Read the leaderboard of ${what}`,
      description:
        'Order: points, then who reached them earlier; equal in both share a rank. With your own row and your ' +
        'neighbours when you are on it. Send the `ETag` as `If-None-Match`: an unchanged board answers 304.',
    }),
    ApiHeader({ name: 'If-None-Match', required: false, schema: { type: 'string', maxLength: 500 } }),
    Answers(200, Leaderboard, 'A page of the board, best first.', { ETag: 'Names this content.' }),
    ApiResponse({ status: 304, description: 'You have it already.' }),
    Refuses('bad-cursor', 'board-not-ready'),
  );

/** What a route that tells of a board's changes says about itself. */
export const StreamsBoard = (what: string) =>
  applyDecorators(
    ApiOperation({
      summary: `Watch the leaderboard of ${what}`,
      description:
        'Server-sent events: `changed` with the revision at the beginning, and whenever the board is another one, ' +
        'within a second of the verdict. Read the board again then. Browsers: use `fetch` with the bearer header.',
    }),
    Refuses('too-many-requests'),
    ApiResponse({
      status: 200,
      description: 'Each `data` line is a BoardEvent.',
      content: { 'text/event-stream': { schema: { $ref: '#/components/schemas/BoardEvent' } } },
    }),
  );
