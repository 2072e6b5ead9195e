import { SANDBOX_CHECKS } from '#contracts';
import { CAP_SETTINGS } from './cap-settings.js';
import { RETENTION_SETTINGS } from './retention-settings.js';
import {
  addresses,
  choice,
  httpUrl,
  nameList,
  secret,
  secretUrl,
  serverUrl,
  text,
  whole,
  wholeOrAuto,
  wholeOrNone,
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
  worker: {
    concurrency: wholeOrAuto({
      name: 'TOUCHSTONE_WORKER_CONCURRENCY',
      purpose: 'Submissions a worker judges at a time; `auto` decides from cores and memory.',
      min: 1,
      max: 256,
      fallback: 'auto',
    }),
    warmPods: wholeOrAuto({
      name: 'TOUCHSTONE_WARM_PODS',
      purpose:
        'Pods a worker makes ahead, so that a verdict need not wait for containers; `auto` is twice as many as it judges at a time, 0 is none. They take memory, and only what no submission needs.',
      min: 0,
      max: 512,
      fallback: 'auto',
    }),
    dockerSocket: text({
      name: 'TOUCHSTONE_DOCKER_SOCKET',
      purpose: 'The Docker engine’s socket. Only the worker uses it.',
      accepts: 'a path',
      fallback: '/var/run/docker.sock',
    }),
    acceptUnenforced: nameList({
      name: 'TOUCHSTONE_ACCEPT_UNENFORCED',
      purpose:
        'Limits that the engine need not enforce. A worker takes no submission on an engine that fails any other: `touchstone doctor` shows which do.',
      of: SANDBOX_CHECKS,
      fallback: [],
      fallbackText: 'every limit has to hold',
    }),
    metricsPort: wholeOrNone({
      name: 'TOUCHSTONE_WORKER_METRICS_PORT',
      purpose:
        'Port on which a worker answers `/metrics` and `/healthz`, on the address `HOST`. Who may read is decided as in the API; each worker of a host needs a port of its own.',
      min: 1,
      max: 65535,
      fallback: null,
      fallbackText: 'it answers nobody',
    }),
    leaseMs: whole({
      name: 'TOUCHSTONE_LEASE_MS',
      purpose: 'How long a worker may be silent before another one takes its submission.',
      min: 5_000,
      max: 600_000,
      unit: 'ms',
      fallback: 60_000,
    }),
    maxAttempts: whole({
      name: 'TOUCHSTONE_MAX_ATTEMPTS',
      purpose: 'Attempts that may fail by our fault before a submission is parked as `system-error`.',
      min: 1,
      max: 20,
      fallback: 3,
    }),
    proofRepeats: whole({
      name: 'TOUCHSTONE_PROOF_REPEATS',
      purpose:
        'How often each program of a new exercise version is run before it may be published; all runs have to agree.',
      min: 1,
      max: 20,
      fallback: 3,
    }),
  },
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
