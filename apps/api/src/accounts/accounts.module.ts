import { Global, Module } from '@nestjs/common';
import type { Config } from '#config';
import { API_CONFIG } from '../api-config.js';
import { AUTHENTICATOR } from '../http/access.guard.js';
import { SubmissionsModule } from '../submissions/submissions.module.js';
import { AccessTokens } from './access-token.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsService } from './accounts.service.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { BearerAuthenticator } from './bearer-authenticator.js';
import { MeController } from './me.controller.js';
import { ExportService } from './export.service.js';
import { MeService } from './me.service.js';
import { PersonalTokensService } from './personal-tokens.service.js';
import { ProofOfOwner } from './proof-of-owner.js';
import { RolesController } from './roles.controller.js';
import { RolesService } from './roles.service.js';
import { SessionsService } from './sessions.service.js';

/** Global because the guard in front of every route asks it who is calling. */
@Global()
@Module({
  imports: [SubmissionsModule],
  controllers: [AccountsController, MeController, RolesController],
  providers: [
    AccountsService,
    SessionsService,
    ProofOfOwner,
    MeService,
    ExportService,
    RolesService,
    PersonalTokensService,
    AttemptLimiter,
    { provide: AUTHENTICATOR, useClass: BearerAuthenticator },
    {
      provide: AccessTokens,
      inject: [API_CONFIG],
      useFactory: ({ auth }: Config) => new AccessTokens(auth.secret.reveal(), auth.accessTokenMinutes),
    },
  ],
  exports: [AUTHENTICATOR, AccountsService, AttemptLimiter, SessionsService, ProofOfOwner],
})
export class AccountsModule {}
