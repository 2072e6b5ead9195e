import { eventually, random, step, subject } from '@touchstone/kit';

/** Long enough for a slow machine; nothing is late that comes before it. */
export const PATIENCE_MS = 4000;

export type Stream = Awaited<ReturnType<typeof subject.eventStream>>;

export const aMatch = (): string => `${random.word()}-${random.integer(1000, 999_999)}`;
export const aText = (): string => `${random.integer(0, 30)}:${random.integer(0, 30)}, ${random.sentence(4)}`;

/** Reports an entry. @returns its id */
export async function report(match: string, text = aText(), kind = 'goal'): Promise<string> {
  const answer = await subject.post(`/matches/${match}/entries`, { json: { kind, text } });
  expect(answer).toHaveStatus(201);
  const { id } = answer.json as { id?: unknown };
  await step('the id in the answer to a reported entry', () => expect(id).toEqual(expect.any(String)));
  return id as string;
}

export async function countFollowers(match: string): Promise<unknown> {
  const answer = await subject.get(`/matches/${match}/followers`);
  expect(answer).toHaveStatus(200);
  return (answer.json as { followers?: unknown }).followers;
}

/** Opens one more stream of a match that nobody has left, and waits until it counts: from now on it gets everything. */
export async function follow(match: string): Promise<Stream> {
  const before = Number(await countFollowers(match));
  const stream = await subject.eventStream(`/matches/${match}/stream`);
  await step(`followers of the match after one more stream was opened`, () =>
    eventually(async () => expect(await countFollowers(match)).toBe(before + 1), PATIENCE_MS),
  );
  return stream;
}

export const comeBack = (match: string, lastEventId: string): Promise<Stream> =>
  subject.eventStream(`/matches/${match}/stream`, { lastEventId });

/** The data of the next events; stops at the first that does not come. */
export async function takeTexts(stream: Stream, count: number): Promise<string[]> {
  const texts: string[] = [];
  while (texts.length < count) {
    const event = await stream.next(PATIENCE_MS).catch(() => null);
    if (event === null) break;
    texts.push(event.data);
  }
  return texts;
}

/** What a follower of a new match gets for one text. */
export async function sendAndReceive(text: string): Promise<string> {
  const match = aMatch();
  const stream = await follow(match);
  await report(match, text, 'note');
  return (await stream.next(PATIENCE_MS)).data;
}
