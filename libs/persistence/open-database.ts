import { DataSource, type DataSourceOptions } from 'typeorm';
import { AuditEntryEntity } from './entities/audit-entry.entity.js';
import { CohortExerciseEntity } from './entities/cohort-exercise.entity.js';
import { CohortMemberEntity } from './entities/cohort-member.entity.js';
import { CohortRosterEntity } from './entities/cohort-roster.entity.js';
import { CohortEntity } from './entities/cohort.entity.js';
import { DraftRevisionEntity } from './entities/draft-revision.entity.js';
import { DraftEntity } from './entities/draft.entity.js';
import { ExerciseCandidateEntity } from './entities/exercise-candidate.entity.js';
import { ExerciseVersionEntity } from './entities/exercise-version.entity.js';
import { ExerciseEntity } from './entities/exercise.entity.js';
import { IdentityEntity } from './entities/identity.entity.js';
import { LtiGradeEntity } from './entities/lti-grade.entity.js';
import { LtiKeyEntity } from './entities/lti-key.entity.js';
import { LtiPlatformEntity } from './entities/lti-platform.entity.js';
import { PersonalTokenEntity } from './entities/personal-token.entity.js';
import { PlatformModeEntity } from './entities/platform-mode.entity.js';
import { RefreshTokenEntity } from './entities/refresh-token.entity.js';
import { RejudgeBatchEntity } from './entities/rejudge-batch.entity.js';
import { RejudgeItemEntity } from './entities/rejudge-item.entity.js';
import { RuntimeLibrariesEntity } from './entities/runtime-libraries.entity.js';
import { StandingChangeEntity } from './entities/standing-change.entity.js';
import { SubmissionFileEntity } from './entities/submission-file.entity.js';
import { SubmissionEntity } from './entities/submission.entity.js';
import { UserEntity } from './entities/user.entity.js';
import { VerdictEntity } from './entities/verdict.entity.js';
import { WebhookDeliveryEntity } from './entities/webhook-delivery.entity.js';
import { WebhookOutboxEntity } from './entities/webhook-outbox.entity.js';
import { WebhookEntity } from './entities/webhook.entity.js';
import { WorkerEntity } from './entities/worker.entity.js';
import { FirstSchema1763600000000 } from './migrations/1763600000000-first-schema.js';
import { RuntimeLibrariesAndOrigins1763700000000 } from './migrations/1763700000000-runtime-libraries-and-origins.js';
import { AliasesAndBoardVisibility1764100000000 } from './migrations/1764100000000-aliases-and-board-visibility.js';
import { SignInByOthers1764100000001 } from './migrations/1764100000001-sign-in-by-others.js';
import { LearningPlatforms1764100000002 } from './migrations/1764100000002-learning-platforms.js';
import { Cohorts1764200000000 } from './migrations/1764200000000-cohorts.js';
import { ExerciseCandidates1764300000000 } from './migrations/1764300000000-exercise-candidates.js';
import { StandingChanges1764200000001 } from './migrations/1764200000001-standing-changes.js';
import { AuditLog1764400000000 } from './migrations/1764400000000-audit-log.js';
import { RejudgeBatches1764400000001 } from './migrations/1764400000001-rejudge-batches.js';
import { Operations1764400000002 } from './migrations/1764400000002-operations.js';
import { Drafts1764500000000 } from './migrations/1764500000000-drafts.js';
import { ExerciseIds1764600000000 } from './migrations/1764600000000-exercise-ids.js';
import { VerdictFigures1764600000001 } from './migrations/1764600000001-verdict-figures.js';
import { Webhooks1764700000000 } from './migrations/1764700000000-webhooks.js';
import { LostWorkers1764800000000 } from './migrations/1764800000000-lost-workers.js';
import { VerdictLatency1764900000000 } from './migrations/1764900000000-verdict-latency.js';
import { KeptLogs1765000000000 } from './migrations/1765000000000-kept-logs.js';

export interface DatabaseSettings {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Connections of this process; 10 unless told. */
  readonly poolSize?: number;
}

export function toDataSourceOptions({ url, poolSize = 10 }: DatabaseSettings): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    poolSize,
    applicationName: 'touchstone',
    connectTimeoutMS: 5_000,
    // Every wait has a deadline: a query that hangs must not hold a request or a lease for ever.
    extra: { statement_timeout: 30_000, idle_in_transaction_session_timeout: 60_000 },
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    migrationsTableName: 'migrations',
    entities: [
      UserEntity,
      IdentityEntity,
      LtiPlatformEntity,
      LtiKeyEntity,
      LtiGradeEntity,
      RefreshTokenEntity,
      PersonalTokenEntity,
      ExerciseVersionEntity,
      ExerciseEntity,
      SubmissionEntity,
      SubmissionFileEntity,
      VerdictEntity,
      RuntimeLibrariesEntity,
      AuditEntryEntity,
      CohortEntity,
      CohortExerciseEntity,
      CohortMemberEntity,
      CohortRosterEntity,
      RejudgeBatchEntity,
      RejudgeItemEntity,
      DraftEntity,
      DraftRevisionEntity,
      WorkerEntity,
      PlatformModeEntity,
      ExerciseCandidateEntity,
      StandingChangeEntity,
      WebhookEntity,
      WebhookOutboxEntity,
      WebhookDeliveryEntity,
    ],
    migrations: [
      FirstSchema1763600000000,
      RuntimeLibrariesAndOrigins1763700000000,
      AliasesAndBoardVisibility1764100000000,
      SignInByOthers1764100000001,
      LearningPlatforms1764100000002,
      Cohorts1764200000000,
      ExerciseCandidates1764300000000,
      StandingChanges1764200000001,
      AuditLog1764400000000,
      RejudgeBatches1764400000001,
      Operations1764400000002,
      Drafts1764500000000,
      ExerciseIds1764600000000,
      VerdictFigures1764600000001,
      Webhooks1764700000000,
      LostWorkers1764800000000,
      VerdictLatency1764900000000,
      KeptLogs1765000000000,
    ],
  };
}

/** Connects to Postgres; the caller destroys the DataSource. Run `migrate` before the first query. */
export function openDatabase(settings: DatabaseSettings): Promise<DataSource> {
  return new DataSource(toDataSourceOptions(settings)).initialize();
}
