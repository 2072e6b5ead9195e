import type { CohortDetail, CohortId, CreateCohortRequest } from '#contracts';
import type { Account, ApiWorld } from './api-world.js';

/** Cohorts made and joined over the API, as people would. */
export class CohortWorld {
  constructor(private readonly api: ApiWorld) {}

  async create(teacher: Account, overrides: Partial<CreateCohortRequest> = {}): Promise<CohortDetail> {
    const { body } = await this.api.http
      .post('/api/v1/cohorts')
      .set('authorization', teacher.bearer)
      .send({ name: 'Autumn', exercises: ['echo-service'], ...overrides })
      .expect(201);
    return body as CohortDetail;
  }

  /** Learners who have joined. */
  async learners(cohort: CohortDetail, count: number): Promise<Account[]> {
    const accounts: Account[] = [];
    for (let index = 0; index < count; index += 1) {
      const account = await this.api.account();
      await this.join(cohort, account);
      accounts.push(account);
    }
    return accounts;
  }

  async join({ manage }: CohortDetail, account: Account): Promise<void> {
    await this.api.http
      .post('/api/v1/cohorts/join')
      .set('authorization', account.bearer)
      .send({ code: manage!.joinCode })
      .expect(200);
  }

  /** Changes some terms and keeps the others. */
  async change(teacher: Account, cohort: CohortDetail, changes: object): Promise<CohortDetail> {
    const { name, summary, startsAt, dueAt, closesAt, latePenaltyPercent, attemptCap, coolDownMinutes } =
      cohort;
    const { feedbackRelease, boardMode, track, exercises } = cohort;
    const { body } = await this.api.http
      .patch(`/api/v1/cohorts/${cohort.id}`)
      .set('authorization', teacher.bearer)
      .send({
        ...{ name, summary, startsAt, dueAt, closesAt, latePenaltyPercent, attemptCap, coolDownMinutes },
        ...{ feedbackRelease, boardMode, joinOpen: true, archived: false },
        track: track?.slug ?? null,
        exercises: track === null ? exercises.map(({ slug }) => slug) : [],
        ...changes,
      })
      .expect(200);
    return body as CohortDetail;
  }

  /** GET, DELETE or POST below a cohort; without somebody, as a visitor. */
  ask(method: 'get' | 'post' | 'delete', id: CohortId, path: string, account: Account | null) {
    const call = this.api.http[method](`/api/v1/cohorts/${id}${path}`);
    return account === null ? call : call.set('authorization', account.bearer);
  }
}
