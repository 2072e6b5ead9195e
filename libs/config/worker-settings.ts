import { SANDBOX_CHECKS } from '#contracts';
import { choice, nameList, text, whole, wholeOrAuto, wholeOrNone } from './setting.js';

/** Of workers alone. */
export const WORKER_SETTINGS = {
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
      'Pods a worker makes ahead, so that a verdict need not wait for containers; `auto` is three times as many as it judges at a time, 0 is none. They take memory, and only what no submission needs.',
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
  containersBy: choice({
    name: 'TOUCHSTONE_CONTAINERS_BY',
    purpose:
      'Who starts the programs and services of pods. `auto`: runc itself where the worker is root on the engine’s host and the engine uses runc too, which costs a third; the engine elsewhere. `engine`: always the engine.',
    of: ['auto', 'engine'],
    fallback: 'auto',
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
} as const;
