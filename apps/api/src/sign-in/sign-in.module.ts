import { Module } from '@nestjs/common';
import type { Config } from '#config';
import { AccountsModule } from '../accounts/accounts.module.js';
import { API_CONFIG } from '../api-config.js';
import { Cookies } from './cookies.js';
import { GithubProvider } from './github-provider.js';
import { HandoverService } from './handover.service.js';
import { LinkedAccountsController } from './linked-accounts.controller.js';
import { LinkedAccountsService } from './linked-accounts.service.js';
import { OidcProvider } from './oidc-provider.js';
import { OneTimeStore } from './one-time-store.js';
import { ProviderAccounts } from './provider-accounts.js';
import { SIGN_IN_PROVIDERS, type SignInProvider } from './sign-in-provider.js';
import { SignInController } from './sign-in.controller.js';
import { SignInService } from './sign-in.service.js';

@Module({
  imports: [AccountsModule],
  controllers: [SignInController, LinkedAccountsController],
  providers: [
    SignInService,
    LinkedAccountsService,
    ProviderAccounts,
    HandoverService,
    OneTimeStore,
    {
      provide: Cookies,
      inject: [API_CONFIG],
      useFactory: ({ http }: Config) => new Cookies(http.publicUrl),
    },
    { provide: SIGN_IN_PROVIDERS, inject: [API_CONFIG], useFactory: listProviders },
  ],
  exports: [HandoverService, ProviderAccounts, OneTimeStore, Cookies],
})
export class SignInModule {}

function listProviders({ github, oidc, http }: Config): SignInProvider[] {
  const providers: SignInProvider[] = [];
  const redirectUri = (id: string) => `${http.publicUrl}/api/v1/auth/oidc/${id}/callback`;
  if (github.clientId !== null && github.clientSecret !== null) {
    const { url, clientId, clientSecret } = github;
    const settings = {
      url,
      clientId,
      clientSecret: clientSecret.reveal(),
      redirectUri: redirectUri('github'),
    };
    providers.push(new GithubProvider(settings));
  }
  if (oidc.issuer !== null && oidc.clientId !== null && oidc.clientSecret !== null) {
    const { name, issuer, clientId, clientSecret } = oidc;
    const settings = {
      name,
      issuer,
      clientId,
      clientSecret: clientSecret.reveal(),
      redirectUri: redirectUri('oidc'),
    };
    providers.push(new OidcProvider(settings));
  }
  return providers;
}
