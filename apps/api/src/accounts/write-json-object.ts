import type { z } from 'zod';

/** The value of a member, or the items of one that is a list too long to be in memory. */
export type Member = unknown;

/**
 * Writes a JSON object piece by piece, its members in the order given.
 * SECURITY: P06: each piece passes through the schema of its place, which cuts away whatever it does not name.
 */
export async function* writeJsonObject(
  schema: z.ZodObject,
  members: Readonly<Record<string, Member>>,
): AsyncGenerator<string> {
  let before = '{';
  for (const [name, member] of Object.entries(members)) {
    const place: unknown = schema.shape[name];
    yield `${before}${JSON.stringify(name)}:`;
    if (isAsyncIterable(member)) yield* writeJsonArray((place as z.ZodArray<z.ZodType>).element, member);
    else yield JSON.stringify((place as z.ZodType).parse(member));
    before = ',\n';
  }
  yield '}\n';
}

async function* writeJsonArray(item: z.ZodType, items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = '[';
  for await (const one of items) {
    yield `${before}\n${JSON.stringify(item.parse(one))}`;
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}

function isAsyncIterable(member: Member): member is AsyncIterable<unknown> {
  return typeof member === 'object' && member !== null && Symbol.asyncIterator in member;
}
