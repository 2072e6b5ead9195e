import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { UserId } from '#contracts';
import { rotateRefreshToken } from '../tokens/rotate-refresh-token.js';
import { TokenRepository } from '../tokens/token.repository.js';
import { UserRepository } from '../users/user.repository.js';
import { JudgingWorld } from './judging-world.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';

let database: OpenTestDatabase;
let world: JudgingWorld;
let users: UserRepository;
let tokens: TokenRepository;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await JudgingWorld.create(database.dataSource);
  users = new UserRepository(database.dataSource);
  tokens = new TokenRepository(database.dataSource);
});
afterAll(async () => database[Symbol.asyncDispose]());

const inAnHour = () => new Date(Date.now() + 3_600_000);
const aUse = (tokenHash: string, next: string) => ({
  tokenHash,
  next: { tokenHash: next, expiresAt: inAnHour() },
});

/** A session that has been refreshed once: its first token is used, its second one is good. */
async function aSession() {
  const [userId, first, second] = [await world.aUser(), randomUUID(), randomUUID()];
  const familyId = await world.startSession({ userId, tokenHash: first, expiresAt: inAnHour() });
  await tokens.useRefreshToken(aUse(first, second));
  return { userId, familyId, first, second };
}

describe('a session that ends while it is being refreshed', () => {
  it.each<[string, (session: { first: string; second: string }) => Promise<unknown>]>([
    ['by a token that was used before', ({ first }) => tokens.useRefreshToken(aUse(first, randomUUID()))],
    ['by logging out', ({ first }) => tokens.revokeFamilyOf(first)],
  ])('ends %s, the token that is just being made included (P02)', async (_, end) => {
    const session = await aSession();
    const third = randomUUID();
    const refresh = database.dataSource.createQueryRunner();
    await refresh.startTransaction();
    await rotateRefreshToken(refresh.manager, aUse(session.second, third));

    const ending = end(session);
    await untilWaiting();
    await refresh.commitTransaction();
    await refresh.release();
    await ending;

    expect(await users.findUserOfSession({ id: session.userId, familyId: session.familyId })).toBeNull();
    expect((await tokens.useRefreshToken(aUse(third, randomUUID()))).result).toBe('unknown');
  });

  it('leaves nothing good behind when every token is used at once, again and again (P02)', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { userId, familyId, first, second } = await aSession();
      const next = Array.from({ length: 6 }, () => randomUUID());

      await Promise.all(next.map((hash, i) => tokens.useRefreshToken(aUse(i % 2 ? first : second, hash))));

      expect(await users.findUserOfSession({ id: userId, familyId })).toBeNull();
      for (const hash of next)
        expect((await tokens.useRefreshToken(aUse(hash, randomUUID()))).result).not.toBe('rotated');
    }
  });
});

describe('an account that is gone', () => {
  it('takes its sessions and tokens with it (P02)', async () => {
    const { userId, familyId, second } = await aSession();
    const tokenHash = randomUUID();
    await tokens.insertPersonalToken({ userId, name: 'laptop', tokenHash, expiresAt: inAnHour() });

    await database.dataSource.query('DELETE FROM users WHERE id = $1', [userId]);

    expect(await users.findUserOfSession({ id: userId, familyId })).toBeNull();
    expect((await tokens.useRefreshToken(aUse(second, randomUUID()))).result).toBe('unknown');
    expect(await tokens.findPersonalTokenByHash(tokenHash)).toBeNull();
  });
});

describe('sessions that are asked about at the same moment', () => {
  it('lead each to its own user, and the ended ones and those of others to nobody (P02)', async () => {
    const [ada, bob, gone] = [await aSession(), await aSession(), await aSession()];
    await tokens.revokeFamilyOf(gone.second);
    const ask = (id: UserId, familyId: string) => users.findUserOfSession({ id, familyId });

    // While the first is asked for, the others come together.
    const found = await Promise.all([
      ask(ada.userId, ada.familyId),
      ask(gone.userId, gone.familyId),
      ask(bob.userId, bob.familyId),
      ask(ada.userId, bob.familyId),
      ask(ada.userId, ada.familyId),
      ask(bob.userId, randomUUID()),
      ask(bob.userId, bob.familyId),
    ]);

    expect(found.map((user) => user?.id ?? null)).toEqual([
      ada.userId,
      null,
      bob.userId,
      null,
      ada.userId,
      null,
      bob.userId,
    ]);
  });
});

describe('personal tokens', () => {
  it('are fifty at most, however many are asked for at once (P17)', async () => {
    const userId = await world.aUser();
    const asked = Array.from({ length: 60 }, (_, n) =>
      tokens.insertPersonalToken({ userId, name: `${n}`, tokenHash: randomUUID(), expiresAt: inAnHour() }),
    );

    const refused = (await Promise.allSettled(asked)).flatMap((one) =>
      one.status === 'rejected' ? [one.reason] : [],
    );

    expect(refused).toHaveLength(10);
    expect(refused[0]).toMatchObject({ code: 'too-many-tokens' });
    expect(await tokens.listPersonalTokens(userId)).toHaveLength(50);
  });
});

/** Until somebody waits for a lock in this database. */
async function untilWaiting(): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const waiting = await database.dataSource.query<object[]>(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (waiting.length > 0) return;
    if (Date.now() > deadline) throw new Error('nobody waits for the refresh under way');
  }
}
