import { Injectable } from '@nestjs/common';
import { Refusal, type CohortId } from '#contracts';
import { CohortRepository, type CohortMember, type CohortRecord } from '#persistence';
import { isStaff, type Caller } from '../http/caller.js';

export interface OpenedCohort {
  readonly cohort: CohortRecord;
  /** null for an admin who is no member. */
  readonly membership: CohortMember | null;
  /** An instructor of this cohort, or an admin. */
  readonly manages: boolean;
}

/** SECURITY: P04, P32: who gets into a cohort. To everybody else it is not there. */
@Injectable()
export class CohortDoor {
  constructor(private readonly cohorts: CohortRepository) {}

  /** @throws Refusal `not-found` for who is neither a member nor an admin */
  async open(caller: Caller, id: CohortId): Promise<OpenedCohort> {
    const opened = await this.find(caller, id);
    if (opened !== null) return opened;
    throw new Refusal('not-found', 'There is no such cohort, or you are not in it.');
  }

  /** null for who is neither a member nor an admin. */
  async find(caller: Caller, id: CohortId): Promise<OpenedCohort | null> {
    const [cohort, membership] = await Promise.all([
      this.cohorts.findById(id),
      this.cohorts.findMember(id, caller.id),
    ]);
    if (cohort === null || (membership === null && caller.role !== 'admin')) return null;
    // Whoever is no longer on the staff teaches no longer, whatever the row of old says.
    const teaches = membership?.role === 'instructor' && isStaff(caller);
    return { cohort, membership, manages: teaches || caller.role === 'admin' };
  }

  /** @throws Refusal `not-found`, or `forbidden` for members who do not teach it */
  async requireTeacher(caller: Caller, id: CohortId): Promise<OpenedCohort> {
    const opened = await this.open(caller, id);
    if (opened.manages) return opened;
    throw new Refusal('forbidden', 'This is for the instructors of the cohort.');
  }
}
