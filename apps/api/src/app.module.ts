import { Module, type DynamicModule } from '@nestjs/common';
import { BoardCacheModule } from '#board-cache';
import type { Config } from '#config';
import { JobQueueModule } from '#job-queue';
import { LiveUpdatesModule } from '#live-updates';
import { PersistenceModule } from '#persistence';
import { AccountsModule } from './accounts/accounts.module.js';
import { AuthoringModule } from './authoring/authoring.module.js';
import { BoardsModule } from './boards/boards.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { DraftsModule } from './drafts/drafts.module.js';
import { CohortsModule } from './cohorts/cohorts.module.js';
import { ExercisesModule } from './exercises/exercises.module.js';
import { ExportsModule } from './exports/exports.module.js';
import { HttpModule } from './http/http.module.js';
import type { RouteTable } from './http/route-table.js';
import type { WebPage } from './http/web-page.js';
import { IntakeModule } from './intake/intake.module.js';
import { LiveModule } from './live/live.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { LtiModule } from './lti/lti.module.js';
import { OpsModule } from './ops/ops.module.js';
import { RedisModule } from './ops/redis.module.js';
import { RejudgeModule } from './rejudge/rejudge.module.js';
import { SignInModule } from './sign-in/sign-in.module.js';
import { ProgressModule } from './progress/progress.module.js';
import { SimilarityModule } from './similarity/similarity.module.js';
import { SubmissionsModule } from './submissions/submissions.module.js';
import { TracksModule } from './tracks/tracks.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** How soon a watcher looks at the row by itself when Redis has lost or never got the call. */
const WATCH_RECHECK_MS = 2_000;

export interface AppParts {
  readonly config: Config;
  readonly routes: RouteTable;
  readonly page: WebPage;
  /** Starts every key in Redis. */
  readonly redisPrefix: string;
}

@Module({})
export class AppModule {
  static forRoot(parts: AppParts): DynamicModule {
    const { config, redisPrefix: prefix } = parts;
    const redisUrl = config.redis.url.reveal();
    return {
      module: AppModule,
      imports: [
        HttpModule.forRoot(parts),
        PersistenceModule.forRoot({ url: config.database.url.reveal() }),
        JobQueueModule.forRoot({ url: redisUrl, prefix }),
        LiveUpdatesModule.forRoot({ url: redisUrl, prefix, recheckMs: WATCH_RECHECK_MS }),
        BoardCacheModule.forRoot({ url: redisUrl, prefix }),
        RedisModule.forRoot({ url: redisUrl, prefix }),
        OpsModule,
        AccountsModule,
        SignInModule,
        LtiModule,
        CatalogModule,
        ExercisesModule,
        TracksModule,
        DraftsModule,
        IntakeModule,
        SubmissionsModule,
        LiveModule,
        AuthoringModule,
        RejudgeModule,
        OperationsModule,
        CohortsModule,
        BoardsModule,
        ProgressModule,
        ExportsModule,
        SimilarityModule,
        WebhooksModule,
      ],
    };
  }
}
