import { Injectable, Logger } from '@nestjs/common';
import { jwtVerify, type JWTPayload } from 'jose';
import * as client from 'openid-client';
import { z } from 'zod';
import { ExerciseId } from '#contracts';
import { ExerciseRepository, LtiPlatformRepository, type LtiPlatformRecord } from '#persistence';
import type { CookieSpec } from '../sign-in/cookies.js';
import { HandoverService, type Handover } from '../sign-in/handover.service.js';
import { OneTimeStore, type OneTimeKind } from '../sign-in/one-time-store.js';
import { ProviderAccounts } from '../sign-in/provider-accounts.js';
import { SignInFailure } from '../sign-in/sign-in-provider.js';
import { LaunchMessage } from './launch-message.js';
import { isLineItemOf } from './platform-address.js';
import { PlatformKeys } from './platform-keys.js';

const LAUNCH_SECONDS = 300;

/**
 * Binds a launch to the browser that began it. Platforms post the launch from their own site, so the cookie has to come
 * along from there; it authorises nothing and is good once.
 */
export const LAUNCH_COOKIE: CookieSpec = {
  name: 'touchstone-launch',
  sameSite: 'None',
  seconds: LAUNCH_SECONDS,
};

const Launch = z.object({ platformId: z.string(), state: z.string(), nonce: z.string() });
const LAUNCH: OneTimeKind<z.infer<typeof Launch>> = {
  name: 'lti-launch',
  seconds: LAUNCH_SECONDS,
  schema: Launch,
};

/** https://www.imsglobal.org/spec/security/v1p0#step-1-third-party-initiated-login */
const LoginInitiation = z.object({
  iss: z.string().max(255),
  login_hint: z.string().max(2000),
  lti_message_hint: z.string().max(4000).optional(),
  client_id: z.string().max(255).optional(),
});

const LaunchForm = z.object({ id_token: z.string().max(60_000), state: z.string().max(200) });

/** LTI 1.3 launches: a platform sends somebody here, and says who they are and what they came for. */
@Injectable()
export class LaunchService {
  private readonly logger = new Logger('Lti');

  constructor(
    private readonly platforms: LtiPlatformRepository,
    private readonly exercises: ExerciseRepository,
    private readonly keys: PlatformKeys,
    private readonly store: OneTimeStore,
    private readonly accounts: ProviderAccounts,
    private readonly handover: HandoverService,
  ) {}

  /**
   * @param redirectUri where the platform posts the launch
   * @returns where to send the browser, and the value of its cookie
   * @throws SignInFailure
   */
  async begin(form: unknown, redirectUri: string): Promise<{ url: URL; launch: string }> {
    const asked = LoginInitiation.safeParse(form);
    if (!asked.success) throw new SignInFailure('refused', { cause: 'the login initiation is incomplete' });
    const { iss, client_id: clientId, login_hint: hint, lti_message_hint: messageHint } = asked.data;
    const platform = await this.platforms.findByIssuer(iss, clientId);
    if (platform === null) throw new SignInFailure('unknown-platform');
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const url = new URL(platform.authorizationUrl);
    const query = {
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      prompt: 'none',
      client_id: platform.clientId,
      redirect_uri: redirectUri,
      login_hint: hint,
      ...(messageHint === undefined ? {} : { lti_message_hint: messageHint }),
      state,
      nonce,
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return { url, launch: await this.store.put(LAUNCH, { platformId: platform.id, state, nonce }) };
  }

  /**
   * @param token the value of the browser's cookie
   * @returns the value of the cookie that hands the login over
   * @throws SignInFailure
   */
  async finish(token: string | null, form: unknown): Promise<string> {
    const launch = await this.store.take(LAUNCH, token);
    if (launch === null) throw new SignInFailure('expired');
    const posted = LaunchForm.safeParse(form);
    if (!posted.success || posted.data.state !== launch.state)
      throw new SignInFailure('refused', { cause: 'the launch has no token or another state' });
    const platform = await this.platforms.findById(launch.platformId);
    if (platform === null) throw new SignInFailure('unknown-platform');
    const message = await this.verify(platform, posted.data.id_token);
    if (message.nonce !== launch.nonce) throw new SignInFailure('refused', { cause: 'another nonce' });
    return this.receive(platform, message);
  }

  /** SECURITY: P01: the platform's key, issuer, our client id, a fresh token, and a deployment the admin named. */
  private async verify(platform: LtiPlatformRecord, idToken: string): Promise<LaunchMessage> {
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(idToken, this.keys.of(platform.keysUrl), {
        algorithms: ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384'],
        issuer: platform.issuer,
        audience: platform.clientId,
        requiredClaims: ['exp', 'iat', 'sub', 'nonce'],
        maxTokenAge: '10 minutes',
        clockTolerance: 10,
      }));
    } catch (cause) {
      throw new SignInFailure('refused', { cause });
    }
    const message = LaunchMessage.safeParse(payload);
    if (!message.success) throw new SignInFailure('refused', { cause: 'not a resource link launch' });
    const { party, deploymentId } = message.data;
    const severalAudiences = Array.isArray(payload.aud) && payload.aud.length > 1;
    const isForUs = party === undefined ? !severalAudiences : party === platform.clientId;
    if (!isForUs || !platform.deploymentIds.includes(deploymentId))
      throw new SignInFailure('refused', { cause: 'another party or deployment' });
    return message.data;
  }

  /** An admin registered the platform, so it may bring people while registration is closed. */
  private async receive(platform: LtiPlatformRecord, message: LaunchMessage): Promise<string> {
    const { subject, email, name, custom } = message;
    const identity = { provider: `lti:${platform.id}`, subject };
    const recognition = await this.accounts.recognise(
      identity,
      { subject, email, name, emailVerified: true },
      { whileClosed: true },
    );
    const exercise = custom.exercise === undefined ? null : await this.exercises.findCurrent(custom.exercise);
    const exerciseId = exercise && ExerciseId.parse(exercise.manifest.id);
    const link =
      recognition.result === 'known' ? null : { email: recognition.email, provider: platform.name, identity };
    return this.handover.begin({
      userId: recognition.userId,
      next: toPage(exercise?.slug, custom.cohort),
      link,
      grade: this.toGrade(platform, message, exerciseId),
    });
  }

  private toGrade(
    platform: LtiPlatformRecord,
    { subject, lineItem }: LaunchMessage,
    exerciseId: ExerciseId | null,
  ): Handover['grade'] {
    if (lineItem === null || exerciseId === null) return null;
    if (isLineItemOf(lineItem, platform.lineItemOrigin))
      return { platformId: platform.id, exerciseId, subject, lineItem };
    this.logger.warn(
      `${platform.name} has line items outside ${platform.lineItemOrigin}: no score will be sent there`,
    );
    return null;
  }
}

/** An exercise, else a cohort, else the front page. */
function toPage(slug: string | undefined, cohort: string | undefined): string {
  if (slug !== undefined) return `/exercises/${slug}`;
  return cohort === undefined ? '/' : `/cohorts/${cohort}`;
}
