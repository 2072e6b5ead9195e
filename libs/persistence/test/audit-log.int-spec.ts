import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserId } from '#contracts';
import { AuditRepository, type AuditEntry } from '../audit/audit.repository.js';
import { openTestDatabase, type OpenTestDatabase } from './open-test-database.js';

let database: OpenTestDatabase;
let audit: AuditRepository;

beforeAll(async () => {
  database = await openTestDatabase();
  audit = new AuditRepository(database.dataSource);
});
afterAll(async () => database[Symbol.asyncDispose]());

function anEntry(overrides: Partial<AuditEntry> = {}): AuditEntry {
  return {
    actorId: UserId.parse(randomUUID()),
    action: 'submission.rejudged',
    subject: `submission:${randomUUID()}`,
    detail: { from: 100, to: 80 },
    ...overrides,
  };
}

describe('the audit log', () => {
  it('tells of one subject, newest first', async () => {
    const first = anEntry();
    const second = anEntry({ subject: first.subject, actorId: null, detail: {} });
    await audit.insert(first);
    await audit.insert(second);
    await audit.insert(anEntry());

    const told = await audit.listOf(first.subject);

    expect(told).toMatchObject([second, first]);
    expect(told[0]!.at.getTime()).toBeGreaterThanOrEqual(told[1]!.at.getTime());
  });

  it('keeps nothing of a transaction that failed', async () => {
    const entry = anEntry();

    const deed = database.dataSource.transaction(async (manager) => {
      await audit.insert(entry, manager);
      throw new Error('the deed failed');
    });

    await expect(deed).rejects.toThrow('the deed failed');
    expect(await audit.listOf(entry.subject)).toEqual([]);
  });

  it.each([
    ['UPDATE', `UPDATE audit_log SET action = 'nothing.happened'`],
    ['an UPDATE of no row', `UPDATE audit_log SET action = 'nothing.happened' WHERE false`],
    ['DELETE', 'DELETE FROM audit_log'],
    ['TRUNCATE', 'TRUNCATE audit_log'],
  ])('refuses %s', async (_, statement) => {
    const entry = anEntry();
    await audit.insert(entry);

    await expect(database.dataSource.query(statement)).rejects.toThrow('audit_log is append only');

    expect(await audit.listOf(entry.subject)).toMatchObject([entry]);
  });
});
