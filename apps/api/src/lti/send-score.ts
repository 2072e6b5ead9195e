import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { DueLtiGrade, LtiPlatformRecord } from '#persistence';
import { SCORE_SCOPE } from './launch-message.js';
import type { LtiKeys } from './lti-keys.js';

const DEADLINE_MS = 10_000;

const AccessToken = z.object({ access_token: z.string().min(1) });

/**
 * Sends one score by Assignment and Grade Services: a token for a signed assertion, then the score.
 * https://www.imsglobal.org/spec/lti-ags/v2p0#score-publish-service
 * @throws Error that says what the platform answered, without tokens
 */
export async function sendScore(
  platform: LtiPlatformRecord,
  grade: DueLtiGrade,
  keys: LtiKeys,
): Promise<void> {
  const token = await fetchToken(platform, keys);
  const response = await send(toScoresUrl(grade.lineItem), {
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/vnd.ims.lis.v1.score+json',
    },
    body: JSON.stringify({
      userId: grade.subject,
      scoreGiven: grade.score,
      scoreMaximum: 100,
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
      timestamp: grade.scoredAt.toISOString(),
    }),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the line item answered ${response.status}`);
}

async function fetchToken({ clientId, tokenUrl }: LtiPlatformRecord, keys: LtiKeys): Promise<string> {
  const { kid, alg, key } = await keys.getSigningKey();
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg, kid, typ: 'JWT' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(tokenUrl)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(key);
  const response = await send(tokenUrl, {
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      scope: SCORE_SCOPE,
    }),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`the token endpoint answered ${response.status}`);
  }
  const answer = AccessToken.safeParse(await response.json().catch(() => null));
  if (!answer.success) throw new Error('the token endpoint gave no token');
  return answer.data.access_token;
}

/** `/scores` comes before the query, which Moodle has: https://www.imsglobal.org/spec/lti-ags/v2p0#score-service-scopes */
function toScoresUrl(lineItem: string): string {
  const url = new URL(lineItem);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/scores`;
  return url.href;
}

/** SECURITY: P15: a platform cannot send us on to somewhere else, nor keep us waiting. */
function send(url: string, init: Pick<RequestInit, 'headers' | 'body'>): Promise<Response> {
  return fetch(url, { ...init, method: 'POST', redirect: 'error', signal: AbortSignal.timeout(DEADLINE_MS) });
}
