/** A report of tests, before it is written in anybody's format. */
export interface TestReport {
  readonly name: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly cases: readonly ReportCase[];
  /** What the formats have no word of their own for. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface ReportCase {
  /** Outermost first; not empty. */
  readonly suite: readonly [string, ...string[]];
  readonly name: string;
  /** `pending`: not judged yet; `skipped`: never tried; `other`: we failed, and nobody's program did. */
  readonly status: CaseStatus;
  /** One word for how it failed, such as `assertion`. */
  readonly kind: string | null;
  readonly message: string | null;
  readonly extra: Readonly<Record<string, unknown>>;
}

export type CaseStatus = 'passed' | 'failed' | 'pending' | 'skipped' | 'other';

export const countCases = (cases: readonly ReportCase[], status: CaseStatus): number =>
  cases.filter((entry) => entry.status === status).length;
