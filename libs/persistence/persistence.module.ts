import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditRepository } from './audit/audit.repository.js';
import { CohortMemberRepository } from './cohorts/cohort-member.repository.js';
import { CohortRepository } from './cohorts/cohort.repository.js';
import { DraftRepository } from './drafts/draft.repository.js';
import { CandidateRepository } from './candidates/candidate.repository.js';
import { ExerciseRepository } from './exercises/exercise.repository.js';
import { toDataSourceOptions, type DatabaseSettings } from './open-database.js';
import { OperationsRepository } from './operations/operations.repository.js';
import { PlatformModeRepository } from './operations/platform-mode.repository.js';
import { WorkerRepository } from './operations/worker.repository.js';
import { ProgressRepository } from './progress/progress.repository.js';
import { RejudgeRepository } from './rejudge/rejudge.repository.js';
import { RetentionRepository } from './retention/retention.repository.js';
import { StatisticsRepository } from './statistics/statistics.repository.js';
import { StandingRepository } from './standings/standing.repository.js';
import { SubmissionRepository } from './submissions/submission.repository.js';
import { LtiGradeRepository } from './lti/lti-grade.repository.js';
import { LtiPlatformRepository } from './lti/lti-platform.repository.js';
import { TokenRepository } from './tokens/token.repository.js';
import { IdentityRepository } from './users/identity.repository.js';
import { OwnRecordsRepository } from './users/own-records.repository.js';
import { AccountListRepository } from './users/account-list.repository.js';
import { UserRepository } from './users/user.repository.js';
import { WebhookDeliveryRepository } from './webhooks/webhook-delivery.repository.js';
import { WebhookOutboxRepository } from './webhooks/webhook-outbox.repository.js';
import { WebhookRepository } from './webhooks/webhook.repository.js';

const REPOSITORIES = [
  UserRepository,
  AccountListRepository,
  IdentityRepository,
  OwnRecordsRepository,
  LtiPlatformRepository,
  LtiGradeRepository,
  TokenRepository,
  CandidateRepository,
  ExerciseRepository,
  SubmissionRepository,
  AuditRepository,
  CohortRepository,
  CohortMemberRepository,
  RejudgeRepository,
  DraftRepository,
  StatisticsRepository,
  WorkerRepository,
  PlatformModeRepository,
  OperationsRepository,
  StandingRepository,
  RetentionRepository,
  ProgressRepository,
  WebhookRepository,
  WebhookOutboxRepository,
  WebhookDeliveryRepository,
];

/** The repositories and the DataSource they share, everywhere in the application. Closes the pool at shutdown. */
@Module({})
export class PersistenceModule {
  static forRoot(settings: DatabaseSettings): DynamicModule {
    return {
      module: PersistenceModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({ ...toDataSourceOptions(settings), retryAttempts: 10, retryDelay: 1_000 }),
      ],
      providers: REPOSITORIES,
      exports: REPOSITORIES,
    };
  }
}
