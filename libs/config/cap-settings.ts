import { decimal, whole } from './setting.js';

/** The most that an exercise gets, whatever it asks for. */
export const CAP_SETTINGS = {
  memoryMib: whole({
    name: 'TOUCHSTONE_CAP_MEMORY_MIB',
    purpose: 'Most memory an exercise can give to a learner’s program.',
    min: 32,
    max: 65_536,
    unit: 'MiB',
    fallback: 1024,
  }),
  cpus: decimal({
    name: 'TOUCHSTONE_CAP_CPUS',
    purpose: 'Most CPU an exercise can give to a learner’s program.',
    min: 0.1,
    max: 64,
    unit: 'cores',
    fallback: 2,
  }),
  processes: whole({
    name: 'TOUCHSTONE_CAP_PROCESSES',
    purpose: 'Most processes and threads of a learner’s program.',
    min: 16,
    max: 4_096,
    fallback: 256,
  }),
  diskMib: whole({
    name: 'TOUCHSTONE_CAP_DISK_MIB',
    purpose: 'Most disk (in memory) of a learner’s program.',
    min: 1,
    max: 16_384,
    unit: 'MiB',
    fallback: 256,
  }),
  wallTimeoutMs: whole({
    name: 'TOUCHSTONE_CAP_WALL_TIMEOUT_MS',
    purpose: 'Longest run of a hidden suite.',
    min: 1_000,
    max: 3_600_000,
    unit: 'ms',
    fallback: 300_000,
  }),
} as const;
