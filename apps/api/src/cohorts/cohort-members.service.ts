import { Injectable } from '@nestjs/common';
import {
  Refusal,
  type CohortId,
  type CohortMemberView,
  type ExpectedLearner,
  type PageQuery,
  type RosterReport,
  type UserId,
} from '#contracts';
import { LiveUpdates } from '#live-updates';
import {
  AuditRepository,
  CohortMemberRepository,
  CohortRepository,
  UserRepository,
  type RosterResult,
} from '#persistence';
import type { Caller } from '../http/caller.js';
import { CohortDoor } from './cohort-door.service.js';
import { toExpectedLearner, toMemberView } from './cohort-views.js';
import { readRoster, type RosterLine } from './read-roster.js';
import { writeCsv } from './write-csv.js';

const EXPORT_PAGE = 500;

/** Who is in a cohort and who is expected there, for those who teach it. */
@Injectable()
export class CohortMembersService {
  constructor(
    private readonly door: CohortDoor,
    private readonly cohorts: CohortRepository,
    private readonly members: CohortMemberRepository,
    private readonly users: UserRepository,
    private readonly audit: AuditRepository,
    private readonly live: LiveUpdates,
  ) {}

  async list(
    caller: Caller,
    id: CohortId,
    query: PageQuery,
  ): Promise<{ items: CohortMemberView[]; nextCursor: string | null }> {
    await this.door.requireTeacher(caller, id);
    const { items, nextCursor } = await this.members.list(id, query);
    return { items: items.map(toMemberView), nextCursor };
  }

  /** @throws Refusal `not-an-instructor` */
  async addInstructor(caller: Caller, id: CohortId, email: string): Promise<void> {
    await this.door.requireTeacher(caller, id);
    const user = await this.users.findUserByEmail(email);
    if (user === null || user.role === 'learner')
      throw new Refusal(
        'not-an-instructor',
        `Nobody with the role instructor or admin has the address ${email}.`,
      );
    await this.members.addInstructor(id, user.id);
    await this.tell(caller, id, 'cohort.instructor-added', { userId: user.id });
  }

  /** @throws Refusal `not-found` or `last-instructor` */
  async remove(caller: Caller, id: CohortId, userId: UserId): Promise<void> {
    await this.door.requireTeacher(caller, id);
    const role = await this.takeOut(id, userId);
    await this.tell(caller, id, 'cohort.member-removed', { userId, role });
  }

  /** @throws Refusal `last-instructor` */
  async leave(caller: Caller, id: CohortId): Promise<void> {
    await this.door.open(caller, id);
    await this.takeOut(id, caller.id);
    await this.live.announceStandings(id);
  }

  async importRoster(caller: Caller, id: CohortId, csv: string): Promise<RosterReport> {
    await this.door.requireTeacher(caller, id);
    const lines = readRoster(csv);
    const entries = lines.flatMap(({ entry }) => entry ?? []);
    const results = await this.members.importRoster(id, entries);
    const report = toReport(lines, results);
    const { enrolled, expected, members, mistakes } = report;
    await this.tell(caller, id, 'cohort.roster-imported', { enrolled, expected, members, mistakes });
    return report;
  }

  async listExpected(
    caller: Caller,
    id: CohortId,
    query: PageQuery,
  ): Promise<{ items: ExpectedLearner[]; nextCursor: string | null }> {
    await this.door.requireTeacher(caller, id);
    const { items, nextCursor } = await this.members.listExpected(id, query);
    return { items: items.map(toExpectedLearner), nextCursor };
  }

  /** @throws Refusal `not-found` */
  async removeExpected(caller: Caller, id: CohortId, email: string): Promise<void> {
    await this.door.requireTeacher(caller, id);
    if (!(await this.members.removeExpected(id, email.toLowerCase())))
      throw new Refusal('not-found', 'Nobody with this address is expected.');
  }

  /** Every member and everybody expected, in the columns that an import reads, and more. */
  async exportRoster(caller: Caller, id: CohortId): Promise<string> {
    await this.door.requireTeacher(caller, id);
    const members = await readAll((cursor) => this.members.list(id, { cursor, limit: EXPORT_PAGE }));
    const expected = await readAll((cursor) => this.members.listExpected(id, { cursor, limit: EXPORT_PAGE }));
    const rows = [
      ...members.map((member) => [
        member.rosterName ?? member.displayName,
        member.email,
        member.externalId,
        member.role,
        member.joinedAt.toISOString(),
      ]),
      ...expected.map((person) => [person.name, person.email, person.externalId, 'expected', null]),
    ];
    return writeCsv(['name', 'email', 'external id', 'role', 'joined at'], rows);
  }

  private async takeOut(id: CohortId, userId: UserId) {
    const role = await this.members.remove(id, userId);
    if (role !== null) return role;
    if ((await this.cohorts.findMember(id, userId)) === null)
      throw new Refusal('not-found', 'They are no member of this cohort.');
    throw new Refusal(
      'last-instructor',
      'A cohort keeps at least one instructor: add another one first, or archive the cohort.',
    );
  }

  private async tell(
    caller: Caller,
    id: CohortId,
    action: `cohort.${string}`,
    detail: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.insert({ actorId: caller.id, action, subject: `cohort:${id}`, detail });
    await this.live.announceStandings(id);
  }
}

async function readAll<T>(
  read: (cursor: string | undefined) => Promise<{ items: readonly T[]; nextCursor: string | null }>,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await read(cursor);
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}

function toReport(lines: readonly RosterLine[], results: ReadonlyMap<string, RosterResult>): RosterReport {
  const told = lines.map(({ line, email, name, entry, mistake }) => ({
    line,
    email,
    name,
    result: entry === null ? ('mistake' as const) : results.get(entry.email)!,
    message: mistake,
  }));
  const count = (result: string) => told.filter((line) => line.result === result).length;
  return {
    enrolled: count('enrolled'),
    expected: count('expected'),
    members: count('member'),
    mistakes: count('mistake'),
    lines: told,
  };
}
