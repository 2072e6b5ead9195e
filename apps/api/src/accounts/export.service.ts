import { Injectable } from '@nestjs/common';
import { AccountExport, Refusal, type ExportedDraft, type ExportedSubmission } from '#contracts';
import { DraftRepository, IdentityRepository, OwnRecordsRepository, UserRepository } from '#persistence';
import type { Caller } from '../http/caller.js';
import { SubmissionsService } from '../submissions/submissions.service.js';
import { AttemptLimiter, type AttemptRule } from './attempt-limiter.js';
import { toMe } from './me.service.js';
import { PersonalTokensService } from './personal-tokens.service.js';
import { writeJsonObject, type Member } from './write-json-object.js';

/** Reading everything of somebody is costly, and nobody needs it often. */
const EXPORT: AttemptRule = { name: 'export', limit: 10, windowSeconds: 60 * 60 };

const PAGE = 50;

/** Everything of a person as one document, of which only one submission is in memory at a time. */
@Injectable()
export class ExportService {
  constructor(
    private readonly users: UserRepository,
    private readonly identities: IdentityRepository,
    private readonly own: OwnRecordsRepository,
    private readonly drafts: DraftRepository,
    private readonly tokens: PersonalTokensService,
    private readonly submissions: SubmissionsService,
    private readonly limiter: AttemptLimiter,
  ) {}

  /** @throws Refusal `too-many-requests` */
  async export(caller: Caller): Promise<AsyncIterable<string>> {
    await this.limiter.count(EXPORT, caller.id);
    const members: Record<keyof AccountExport, Member> = {
      exportedAt: new Date().toISOString(),
      account: await this.describeAccount(caller),
      signIns: await this.listSignIns(caller),
      tokens: await this.tokens.list(caller),
      cohorts: await this.listCohorts(caller),
      drafts: this.listDrafts(caller),
      submissions: this.listSubmissions(caller),
    };
    return writeJsonObject(AccountExport, members);
  }

  private async describeAccount({ id }: Caller): Promise<AccountExport['account']> {
    const user = await this.users.findUserById(id);
    if (user === null) throw new Refusal('unauthenticated', 'The account is gone.');
    return { ...toMe(user), createdAt: user.createdAt.toISOString() };
  }

  private async listSignIns({ id }: Caller): Promise<AccountExport['signIns']> {
    const identities = await this.identities.listOfUser(id);
    return identities.map(({ provider, subject, createdAt }) => ({
      provider,
      subject,
      createdAt: createdAt.toISOString(),
    }));
  }

  private async listCohorts({ id }: Caller): Promise<AccountExport['cohorts']> {
    const memberships = await this.own.listMemberships(id);
    return memberships.map(({ joinedAt, ...rest }) => ({ ...rest, joinedAt: joinedAt.toISOString() }));
  }

  private async *listDrafts({ id: userId }: Caller): AsyncGenerator<ExportedDraft> {
    for (const key of await this.own.listDrafts(userId)) {
      for (const { id } of await this.drafts.listRevisions(key)) {
        const revision = await this.drafts.findRevision(key, id);
        if (revision === null) continue;
        const { exerciseId, runtime } = key;
        const files = [...revision.files];
        yield { ...revision, exerciseId, runtime, files, savedAt: revision.savedAt.toISOString() };
      }
    }
  }

  private async *listSubmissions(caller: Caller): AsyncGenerator<ExportedSubmission> {
    let cursor: string | undefined;
    do {
      const page = await this.submissions.list(caller, { limit: PAGE, cursor });
      for (const { id } of page.items) {
        const detail = await this.submissions.describe(caller, id);
        yield { ...detail, files: await this.submissions.listFiles(caller, id) };
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
}
