import { z } from 'zod';
import { Refusal } from '#contracts';

const Position = z.tuple([z.iso.datetime({ precision: 3 }), z.uuid()]);

export interface PagePosition {
  readonly createdAt: Date;
  readonly id: string;
}

export function toCursor({ createdAt, id }: PagePosition): string {
  return Buffer.from(JSON.stringify([createdAt.toISOString(), id])).toString('base64url');
}

/** @throws Refusal `bad-cursor` */
export function toPagePosition(cursor: string): PagePosition {
  const parsed = Position.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success) {
    throw new Refusal(
      'bad-cursor',
      'The cursor is not one of ours. Take it unchanged from `nextCursor` of the page before, or leave it out.',
    );
  }
  return { createdAt: new Date(parsed.data[0]), id: parsed.data[1] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
