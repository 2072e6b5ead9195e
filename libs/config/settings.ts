import { CAP_SETTINGS } from './cap-settings.js';
import { RETENTION_SETTINGS } from './retention-settings.js';
import { WORKER_SETTINGS } from './worker-settings.js';
import {
  addresses,
  choice,
  httpUrl,
  secret,
  secretUrl,
  serverUrl,
  text,
  whole,
  type Setting,
} from './setting.js';

/** Everything that can be configured. `Config`, its checks and docs/CONFIGURATION.md all come from this table. */
export const SETTINGS = {
  http: {
    host: text({
      name: 'HOST',
      purpose: 'Address the API listens on. `0.0.0.0` opens it to other machines.',
      accepts: 'an address',
      fallback: '127.0.0.1',
    }),
    port: whole({ name: 'PORT', purpose: 'Port the API listens on.', min: 1, max: 65535, fallback: 3000 }),
    publicUrl: httpUrl({
      name: 'TOUCHSTONE_PUBLIC_URL',
      purpose: 'Where learners reach the platform, for links in answers. Set it behind a proxy.',
      fallback: null,
      fallbackText: '`http://localhost:<PORT>`',
    }),
    trustedProxies: addresses({
      name: 'TOUCHSTONE_TRUST_PROXY',
      purpose:
        'Proxies whose `X-Forwarded-For` tells who is calling. Set it behind a proxy, or all learners share the limits of one address.',
      fallback: [],
      fallbackText: 'nobody is believed',
    }),
    metricsToken: secret({
      name: 'TOUCHSTONE_METRICS_TOKEN',
      purpose:
        'Who sends it as `Authorization: Bearer` may read `/metrics`. Without it only this machine may, and nobody through a proxy.',
      minBytes: 16,
      fallback: null,
      fallbackText: 'this machine only',
    }),
  },
  database: {
    url: secretUrl({
      name: 'DATABASE_URL',
      purpose: 'Postgres 15 or newer. `npm start` brings one of its own when this is unset.',
      protocols: ['postgres', 'postgresql'],
    }),
  },
  redis: {
    url: secretUrl({
      name: 'REDIS_URL',
      purpose: 'Redis 6.2 or newer. `npm start` brings one of its own when this is unset.',
      protocols: ['redis', 'rediss'],
    }),
  },
  auth: {
    secret: secret({
      name: 'TOUCHSTONE_SECRET',
      purpose: 'Signs access tokens. The same for every API replica; changing it logs everybody out.',
      minBytes: 32,
    }),
    accessTokenMinutes: whole({
      name: 'TOUCHSTONE_ACCESS_TOKEN_MINUTES',
      purpose: 'How long an access token is good for.',
      min: 1,
      max: 1440,
      fallback: 15,
    }),
    refreshTokenDays: whole({
      name: 'TOUCHSTONE_REFRESH_TOKEN_DAYS',
      purpose: 'How long a login lasts when it is not used.',
      min: 1,
      max: 365,
      fallback: 30,
    }),
    registration: choice({
      name: 'TOUCHSTONE_REGISTRATION',
      purpose: 'Whether visitors may make an account.',
      of: ['open', 'closed'],
      fallback: 'open',
    }),
  },
  github: {
    url: serverUrl({
      name: 'TOUCHSTONE_GITHUB_URL',
      purpose: 'GitHub, or an Enterprise Server of your own, for signing in with its accounts.',
      fallback: 'https://github.com',
    }),
    clientId: text({
      name: 'TOUCHSTONE_GITHUB_CLIENT_ID',
      purpose:
        'Client id of an OAuth app made there, with `<public URL>/api/v1/auth/oidc/github/callback` as its callback.',
      accepts: 'the client id',
      fallback: null,
      fallbackText: 'nobody signs in with GitHub',
    }),
    clientSecret: secret({
      name: 'TOUCHSTONE_GITHUB_CLIENT_SECRET',
      purpose: 'Client secret of the same app.',
      minBytes: 8,
      fallback: null,
      fallbackText: 'nobody signs in with GitHub',
    }),
  },
  oidc: {
    name: text({
      name: 'TOUCHSTONE_OIDC_NAME',
      purpose: 'What people call the provider; stands on the button.',
      accepts: 'a name',
      fallback: 'single sign-on',
    }),
    issuer: serverUrl({
      name: 'TOUCHSTONE_OIDC_ISSUER',
      purpose:
        'Issuer of an OpenID Connect provider, for signing in with its accounts. Its metadata is read from `<issuer>/.well-known/openid-configuration`.',
      fallback: null,
      fallbackText: 'nobody signs in with a provider',
    }),
    clientId: text({
      name: 'TOUCHSTONE_OIDC_CLIENT_ID',
      purpose:
        'Client id there, with `<public URL>/api/v1/auth/oidc/oidc/callback` as the only address to come back to.',
      accepts: 'the client id',
      fallback: null,
      fallbackText: 'nobody signs in with a provider',
    }),
    clientSecret: secret({
      name: 'TOUCHSTONE_OIDC_CLIENT_SECRET',
      purpose: 'Client secret there.',
      minBytes: 8,
      fallback: null,
      fallbackText: 'nobody signs in with a provider',
    }),
  },
  lti: {
    platformAddresses: choice({
      name: 'TOUCHSTONE_LTI_PLATFORM_ADDRESSES',
      purpose:
        'Which addresses an admin may register for a learning platform. `any` takes http:// too: for tests, or on a wire that nobody else is on.',
      of: ['https', 'any'],
      fallback: 'https',
    }),
  },
  webhooks: {
    addresses: choice({
      name: 'TOUCHSTONE_WEBHOOK_ADDRESSES',
      purpose:
        'Where webhooks of cohorts may go: `public` is https:// to addresses that everybody can reach. `loopback` lets them reach this machine too, also over http://: for tests only.',
      of: ['public', 'loopback'],
      fallback: 'public',
    }),
  },
  intake: {
    submissionsPerMinute: whole({
      name: 'TOUCHSTONE_SUBMISSIONS_PER_MINUTE',
      purpose: 'Submissions one user may send within a minute.',
      min: 1,
      max: 10_000,
      fallback: 20,
    }),
    concurrentPerUser: whole({
      name: 'TOUCHSTONE_CONCURRENT_PER_USER',
      purpose: 'Submissions of one user that may be unfinished at a time.',
      min: 1,
      max: 1_000,
      fallback: 3,
    }),
    mostWaiting: whole({
      name: 'TOUCHSTONE_MOST_WAITING',
      purpose:
        'Submissions that may wait to be judged, of all users together. Beyond it new ones are refused with 503 and `Retry-After`, so that nobody is promised a verdict that comes hours later.',
      min: 1,
      max: 1_000_000,
      fallback: 10_000,
    }),
  },
  drafts: {
    savesPerMinute: whole({
      name: 'TOUCHSTONE_DRAFT_SAVES_PER_MINUTE',
      purpose:
        'How often the drafts of one user may be saved within a minute. The page waits when it is told to.',
      min: 1,
      max: 10_000,
      fallback: 60,
    }),
  },
  boards: {
    mode: choice({
      name: 'TOUCHSTONE_BOARDS',
      purpose:
        'Who may read the boards of tracks and exercises: nobody, staff, whoever is logged in (`cohort`), or anybody. Each cohort has a switch of its own.',
      of: ['off', 'staff', 'cohort', 'public'],
      fallback: 'cohort',
    }),
  },
  worker: WORKER_SETTINGS,
  retention: RETENTION_SETTINGS,
  caps: CAP_SETTINGS,
  exercises: {
    dir: text({
      name: 'TOUCHSTONE_EXERCISES_DIR',
      purpose: 'The folder of exercises and tracks.',
      accepts: 'a path',
      fallback: 'exercises',
    }),
  },
  logging: {
    level: choice({
      name: 'TOUCHSTONE_LOG_LEVEL',
      purpose: 'The least that is logged.',
      of: ['debug', 'info', 'warn', 'error'],
      fallback: 'info',
    }),
  },
  tracing: {
    url: httpUrl({
      name: 'TOUCHSTONE_OTLP_URL',
      purpose:
        'Where an OpenTelemetry collector takes traces over HTTP (OTLP), such as `http://collector:4318/v1/traces`. Each submission is one trace.',
      fallback: null,
      fallbackText: 'no traces',
    }),
  },
} as const;

export function listSettings(): Setting<unknown>[] {
  const sections: Record<string, Record<string, Setting<unknown>>> = SETTINGS;
  return Object.values(sections).flatMap((section) => Object.values(section));
}
