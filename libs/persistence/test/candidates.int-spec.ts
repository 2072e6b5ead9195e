import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  ExerciseVersion,
  type CandidateId,
  type LintFinding,
  type ProofReport,
  type UserId,
} from '#contracts';
import type { Exercise } from '#exercise-catalog';
import { aManifest, anExercise } from '#testing';
import { AuditRepository } from '../audit/audit.repository.js';
import { CandidateRepository } from '../candidates/candidate.repository.js';
import { ExerciseRepository } from '../exercises/exercise.repository.js';
import { aSlug, JudgingWorld } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';

let database: OpenTestDatabase;
let candidates: CandidateRepository;
let exercises: ExerciseRepository;
let author: UserId;
let world: JudgingWorld;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await JudgingWorld.create(database.dataSource);
  candidates = new CandidateRepository(database.dataSource);
  exercises = new ExerciseRepository(database.dataSource);
  author = await world.aUser();
});
afterAll(async () => database[Symbol.asyncDispose]());

const FILES = [{ path: 'statement.md', content: '# Ünïcode 😀\n' }];
const MISTAKE: LintFinding = { file: 'a', line: 1, column: 2, message: 'wrong', severity: 'error' };

/** An exercise that no other test has. */
function freshExercise(overrides: Partial<Exercise> = {}): Exercise {
  const version = randomUUID().replaceAll('-', '').repeat(2);
  return anExercise({
    slug: aSlug(`exercise-${version.slice(0, 8)}`),
    version: ExerciseVersion.parse(version),
    manifest: aManifest({ id: randomUUID() }),
    ...overrides,
  });
}

const send = (exercise: Exercise, createdBy = author) =>
  candidates.insert({ slug: exercise.slug, files: FILES, findings: [], exercise, createdBy });
const claim = (id: CandidateId, leaseMs = 60_000) => candidates.claim({ id, workerId: 'worker-1', leaseMs });
const stateOf = async (id: CandidateId) => (await candidates.findById(id))?.state;

function aReport(proven: boolean): ProofReport {
  const matrix = { tests: [], rows: [] };
  return { proven, repeats: 3, tookMs: 1, matrix, problems: [], unproven: [], flaky: [], headRoom: [] };
}

async function prove(id: CandidateId, proven = true): Promise<void> {
  const claimed = await claim(id);
  await candidates.record({ id, attempt: claimed!.attempt, report: aReport(proven) });
}

describe('a candidate', () => {
  it('waits to be proven, with its files and its bundle for the workers', async () => {
    const exercise = freshExercise();

    const id = await send(exercise);

    expect(await candidates.findById(id)).toMatchObject({
      slug: exercise.slug,
      version: exercise.version,
      title: 'Echo service',
      state: 'queued',
      authorName: 'Ada',
      report: null,
    });
    expect(await candidates.findFiles(id)).toEqual(FILES);
    expect(await exercises.getBundle(exercise.version)).toEqual(exercise);
    expect(await exercises.findCurrent(exercise.slug)).toBeNull();
  });

  it('with mistakes is kept with them, and nobody can claim it', async () => {
    const { slug } = freshExercise();

    const id = await candidates.insert({
      slug,
      files: FILES,
      findings: [MISTAKE, { ...MISTAKE, severity: 'warning' }],
      exercise: null,
      createdBy: author,
    });

    expect(await candidates.findById(id)).toMatchObject({
      state: 'rejected-by-lint',
      version: null,
      errors: 1,
      warnings: 1,
    });
    expect(await claim(id)).toBeNull();
  });

  it('takes the place of those that still wait or run, not of those that are proven', async () => {
    const { slug } = freshExercise();
    const proven = await send(freshExercise({ slug }));
    await prove(proven);
    const running = await send(freshExercise({ slug }));
    const claimed = await claim(running);

    const newest = await send(freshExercise({ slug }));

    expect(await Promise.all([proven, running, newest].map(stateOf))).toEqual([
      'proven',
      'superseded',
      'queued',
    ]);
    expect(await candidates.extendLease({ id: running, attempt: claimed!.attempt, leaseMs: 1 })).toBe(false);
    expect(await candidates.record({ id: running, attempt: 1, report: aReport(true) })).toBe(false);
  });

  it('is refused while its author has too many unfinished ones', async () => {
    const busy = await world.aUser();
    for (let sent = 0; sent < 10; sent += 1) await send(freshExercise(), busy);

    await expect(send(freshExercise(), busy)).rejects.toMatchObject({ code: 'too-many-requests' });
  });

  it('that came to nothing is forgotten when thirty newer ones are there', async () => {
    const { slug } = freshExercise();
    const broken = () =>
      candidates.insert({ slug, files: FILES, findings: [MISTAKE], exercise: null, createdBy: author });
    const kept = await send(freshExercise({ slug }));
    await prove(kept);
    const first = await broken();
    for (let sent = 0; sent < 30; sent += 1) await broken();

    expect(await candidates.findById(first)).toBeNull();
    expect(await stateOf(kept)).toBe('proven');
  });

  it('is listed newest first, page by page', async () => {
    const { slug } = freshExercise();
    const ids: CandidateId[] = [];
    for (let sent = 0; sent < 3; sent += 1) ids.unshift(await send(freshExercise({ slug })));

    const first = await candidates.listOfExercise(slug, { limit: 2 });
    const second = await candidates.listOfExercise(slug, { limit: 2, cursor: first.nextCursor! });

    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
  });
});

describe('a proof', () => {
  it('is given to exactly one of many workers (P18)', async () => {
    const id = await send(freshExercise());

    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(id)));

    expect(claims.filter((claimed) => claimed !== null)).toMatchObject([{ attempt: 1, files: FILES }]);
  });

  it('is taken over when its lease has run out, and the late worker changes nothing (P19)', async () => {
    const id = await send(freshExercise());
    const late = await claim(id, -1_000);
    const current = await claim(id);

    const old = { id, attempt: late!.attempt };
    expect(await candidates.saveProgress({ ...old, progress: aReport(false) })).toBe(false);
    expect(await candidates.record({ ...old, report: aReport(true) })).toBe(false);
    const fault = { code: 'internal', message: 'late' } as const;
    expect(await candidates.release({ ...old, fault, notBeforeMs: 0 })).toBe(false);

    expect(current?.attempt).toBe(2);
    expect(await stateOf(id)).toBe('proving');
  });

  it.each([
    [true, 'proven'],
    [false, 'unproven'],
  ])('with proven %s ends as %s, with its report', async (proven, state) => {
    const id = await send(freshExercise());

    await prove(id, proven);

    const row = await candidates.findById(id);
    expect(row).toMatchObject({ state, report: aReport(proven), progress: null });
    expect(row?.provenAt === null).toBe(!proven);
  });

  it('that a fault of ours broke off waits to be tried again, and is found by the sweeper', async () => {
    const id = await send(freshExercise());
    const { attempt } = (await claim(id))!;
    const fault = { code: 'engine-unavailable', message: 'gone\0' } as const;

    await candidates.release({ id, attempt, fault, notBeforeMs: 60_000 });
    const waiting = await claim(id);
    await database.dataSource.query(
      `UPDATE exercise_candidates SET not_before = now() - interval '1 minute', enqueued_at = now() - interval '1 minute'
        WHERE id = $1`,
      [id],
    );

    expect(waiting).toBeNull();
    expect(await candidates.findById(id)).toMatchObject({ state: 'queued', faultMessage: 'gone' });
    expect(await candidates.listUnqueued({ olderThanMs: 1_000, limit: 100 })).toContainEqual({ id, attempt });
    expect(await candidates.listUnqueued({ olderThanMs: 1_000, limit: 100 })).not.toContainEqual({
      id,
      attempt,
    });
  });
});

describe('publishing', () => {
  const publish = (id: CandidateId, exercise: Exercise) =>
    candidates.publish({ id, exercise, actorId: author });

  it.each(['queued', 'unproven'])('refuses a candidate that is %s', async (state) => {
    const exercise = freshExercise();
    const id = await send(exercise);
    if (state === 'unproven') await prove(id, false);

    await expect(publish(id, exercise)).rejects.toMatchObject({ code: 'unproven' });

    expect(await exercises.findCurrent(exercise.slug)).toBeNull();
  });

  it('makes a proven one current, supersedes the one before, and can be repeated and undone', async () => {
    const { slug } = freshExercise();
    const [one, two] = [freshExercise({ slug }), freshExercise({ slug })];
    const first = await send(one);
    await prove(first);
    await publish(first, one);
    const second = await send(two);
    await prove(second);

    await publish(second, two);
    await publish(second, two);

    expect((await exercises.findCurrent(slug))?.version).toBe(two.version);
    expect([await stateOf(first), await stateOf(second)]).toEqual(['superseded', 'published']);
    await publish(first, one);
    expect((await exercises.findCurrent(slug))?.version).toBe(one.version);
    expect((await candidates.listDesk()).find((entry) => entry.slug === slug)).toMatchObject({
      version: one.version,
      origin: 'api',
      latest: { id: second },
    });
  });

  it('does not publish another version than the one that was proven', async () => {
    const exercise = freshExercise();
    const id = await send(exercise);
    await prove(id);

    await expect(publish(id, freshExercise({ slug: exercise.slug }))).rejects.toMatchObject({
      code: 'unproven',
    });
  });

  it('leaves a line in the audit log', async () => {
    const exercise = freshExercise();
    const id = await send(exercise);
    await prove(id);
    await publish(id, exercise);

    const log = await new AuditRepository(database.dataSource).listOf(`exercise:${exercise.slug}`);

    expect(log).toMatchObject([{ actorId: author, action: 'exercise.published', detail: { candidate: id } }]);
  });
});

describe('retiring', () => {
  const setRetired = (slug: Exercise['slug'], retired: boolean) =>
    exercises.setRetired({ slug, retired, actorId: author });

  it('hides an exercise until somebody restores it; the folder does not bring it back', async () => {
    const exercise = freshExercise();
    await exercises.publish(exercise);

    expect(await setRetired(exercise.slug, true)).toBe(true);
    await exercises.publish(exercise);
    await exercises.publish(freshExercise({ slug: exercise.slug }));
    expect(await exercises.findCurrent(exercise.slug)).toBeNull();

    await setRetired(exercise.slug, false);
    expect(await exercises.findCurrent(exercise.slug)).not.toBeNull();
  });

  it('takes over what the folder had retired', async () => {
    const exercise = freshExercise();
    await exercises.publish(exercise);
    const others = (await exercises.listCurrent()).map(({ slug }) => slug);
    await exercises.retire(others.filter((slug) => slug !== exercise.slug));

    await setRetired(exercise.slug, true);
    await exercises.publish(exercise);

    expect(await exercises.findCurrent(exercise.slug)).toBeNull();
  });

  it('knows no exercise that is not there', async () => {
    expect(await setRetired(aSlug('nowhere'), true)).toBe(false);
  });
});
