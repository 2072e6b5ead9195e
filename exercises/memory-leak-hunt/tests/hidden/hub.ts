import { eventually, random, step, subject } from '@touchstone/kit';

/** Long enough for a slow machine; nothing is late that comes before it. */
export const PATIENCE_MS = 6000;

export interface Summary {
  number: number;
  project: string;
  commit: string;
}

/** A name that no other test has. */
export const aName = (): string => `${random.word(10)}${random.integer(1000, 999_999)}`;
export const aCommit = (): string => Buffer.from(random.bytes(20)).toString('hex');

/** Reports a build. */
export async function report(
  build: { project?: string; commit?: string; log?: string } = {},
): Promise<Summary> {
  const { project = aName(), commit = aCommit(), log = random.sentence() } = build;
  const answer = await subject.post('/builds', { json: { project, commit, log } });
  expect(answer).toHaveStatus(201);
  return { number: (answer.json as { number: number }).number, project, commit };
}

export async function listBuilds(): Promise<{ total: number; last: Summary[] }> {
  const answer = await subject.get('/builds');
  expect(answer).toHaveStatus(200);
  return answer.json as { total: number; last: Summary[] };
}

/** Waits until so many requests of a kind are under way. */
export async function untilCount(path: '/waits' | '/checks', property: string, count: number): Promise<void> {
  await step(`GET ${path} while ${count} requests wait`, () =>
    eventually(async () => expect(await subject.get(path)).toHaveJson({ [property]: count }), PATIENCE_MS),
  );
}
