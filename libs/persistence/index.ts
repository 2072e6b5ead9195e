/**
 * persistence: the truth of the platform, in Postgres through TypeORM: entities, migrations, and concrete
 * repositories with named queries. Races are settled here, by single conditional statements. It must never know
 * about jobs, HTTP, containers, or who is to blame for an outcome.
 */
export { AuditRepository, type AuditEntry, type AuditRecord } from './audit/audit.repository.js';
export {
  CohortMemberRepository,
  type ExpectedMember,
  type KnownMember,
} from './cohorts/cohort-member.repository.js';
export type { CohortChange, CohortMember, CohortRecord, NewCohort } from './cohorts/cohort-record.js';
export { CohortRepository, type ListedCohort } from './cohorts/cohort.repository.js';
export type { ExerciseInTracks } from './cohorts/has-exercise.js';
export type { RosterEntry, RosterResult } from './cohorts/import-roster.js';
export type { DraftKey, DraftRecord, DraftRevisionRecord } from './drafts/draft-record.js';
export { DraftRepository } from './drafts/draft.repository.js';
export type { DraftSave, SaveAnswer } from './drafts/save-draft.js';
export type { CandidateRecord, ClaimedCandidate, WholeCandidate } from './candidates/candidate-record.js';
export { CandidateRepository, type CandidatePage } from './candidates/candidate.repository.js';
export type { NewCandidate } from './candidates/insert-candidate.js';
export type { DeskRecord } from './candidates/list-desk.js';
export type { ProofAttempt } from './candidates/prove-attempt.js';
export {
  ExerciseRepository,
  type CurrentWalkthrough,
  type ExerciseRecord,
  type PublishedExercise,
} from './exercises/exercise.repository.js';
export { isPostgresBusy } from './is-postgres-busy.js';
export { LtiGradeRepository, type DueLtiGrade } from './lti/lti-grade.repository.js';
export { LtiPlatformRepository, type LtiPlatformRecord } from './lti/lti-platform.repository.js';
export { migrate, withSchemaLock } from './migrate.js';
export { openDatabase, type DatabaseSettings } from './open-database.js';
export {
  countOtherSessions,
  countStoredWork,
  countTables,
  DROP_EVERYTHING,
  listKnownMigrations,
  readServerMajor,
  type StoredWork,
} from './operations/whole-database.js';
export { OperationsRepository, type OperationsFigures } from './operations/operations.repository.js';
export { PlatformModeRepository, type PlatformModeRecord } from './operations/platform-mode.repository.js';
export { WorkerRepository, type WorkerNews, type WorkerRecord } from './operations/worker.repository.js';
export { PersistenceModule } from './persistence.module.js';
export { pingDatabase } from './ping-database.js';
export {
  ProgressRepository,
  type CohortLearner,
  type RunFailures,
  type SubmittedProgram,
} from './progress/progress.repository.js';
export type { ClaimedItem } from './rejudge/judge-item.js';
export type { RejudgeBatchRecord } from './rejudge/list-batches.js';
export type { RejudgeResultRecord } from './rejudge/list-results.js';
export { RejudgeRepository } from './rejudge/rejudge.repository.js';
export { RetentionRepository, type Forgettable } from './retention/retention.repository.js';
export type { BoardScope, StandingChanges } from './standings/board-scope.js';
export { StandingRepository } from './standings/standing.repository.js';
export type { AttemptTerms } from './submissions/attempt-terms.js';
export type { InsertedSubmission, NewSubmission } from './submissions/insert-submission.js';
export type {
  Attempt,
  ClaimRequest,
  Fault,
  FaultReport,
  RunningStatus,
} from './submissions/judge-attempt.js';
export type {
  SubmissionListQuery,
  SubmissionPage,
  UnqueuedSubmission,
} from './submissions/list-submissions.js';
export { toCursor, toPagePosition } from './submissions/page-cursor.js';
export type {
  ClaimedSubmission,
  ListedSubmission,
  JudgedSubmission,
  SubmissionRecord,
} from './submissions/submission-record.js';
export type { SubmissionQuota } from './submissions/submission-quota.js';
export { SubmissionRepository } from './submissions/submission.repository.js';
export {
  StatisticsRepository,
  type UsageCounts,
  type UsageFigure,
} from './statistics/statistics.repository.js';
export type { RefreshTokenUse, UseRefreshToken } from './tokens/rotate-refresh-token.js';
export {
  TokenRepository,
  type NewPersonalToken,
  type NewRefreshToken,
  type PersonalTokenRecord,
} from './tokens/token.repository.js';
export { AccountListRepository, type ListedAccount } from './users/account-list.repository.js';
export type { Identity } from './users/find-user-of-identity.js';
export { IdentityRepository, type IdentityRecord } from './users/identity.repository.js';
export { OwnRecordsRepository } from './users/own-records.repository.js';
export { UserRepository, type AccountChange, type NewUser } from './users/user.repository.js';
export type { UserRecord } from './users/user-record.js';
export {
  WebhookDeliveryRepository,
  type DueDelivery,
  type WebhookDeliveryRecord,
} from './webhooks/webhook-delivery.repository.js';
export {
  WebhookOutboxRepository,
  type Happening,
  type JudgedFact,
} from './webhooks/webhook-outbox.repository.js';
export { WebhookRepository, type WebhookRecord } from './webhooks/webhook.repository.js';
