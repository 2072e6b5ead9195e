import { z } from 'zod';
import type { PagePosition } from '#board-cache';
import { Refusal } from '#contracts';

const Position = z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]);

/** SECURITY: P37: a place on the board and no person: cursors are for everybody to read. */
export const toBoardCursor = ({ code, skip }: PagePosition): string =>
  Buffer.from(JSON.stringify([code, skip])).toString('base64url');

/** @throws Refusal `bad-cursor` */
export function toBoardPosition(cursor: string): PagePosition {
  const parsed = Position.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (parsed.success) return { code: parsed.data[0], skip: parsed.data[1] };
  throw new Refusal(
    'bad-cursor',
    'The cursor is not one of ours. Take it unchanged from `nextCursor` of the page before, or leave it out.',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
