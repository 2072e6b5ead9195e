import { z } from 'zod';
import type { UsageReading } from './usage-reading.js';

/** The part of `GET /containers/:id/stats` that is read here; every field may be missing on some host. */
const EngineStats = z.object({
  cpu_stats: z
    .object({ cpu_usage: z.object({ total_usage: z.number().default(0) }).prefault({}) })
    .prefault({}),
  memory_stats: z
    .object({
      usage: z.number().default(0),
      max_usage: z.number().optional(),
      stats: z.record(z.string(), z.number()).default({}),
    })
    .prefault({}),
  pids_stats: z.object({ current: z.number().default(0), limit: z.number().optional() }).prefault({}),
});

/** Reads usage from the engine's statistics, for workers that cannot see the host's cgroup files. */
export function readEngineStats(answer: unknown): UsageReading | null {
  const parsed = EngineStats.safeParse(answer);
  if (!parsed.success) return null;
  const { cpu_stats, memory_stats, pids_stats } = parsed.data;
  const { stats } = memory_stats;
  const fileCacheBytes =
    (stats['total_inactive_file'] ?? stats['inactive_file'] ?? 0) +
    (stats['total_active_file'] ?? stats['active_file'] ?? 0);
  const { current, limit } = pids_stats;
  return {
    memoryBytes: Math.max(0, memory_stats.usage - fileCacheBytes),
    kernelPeakBytes: memory_stats.max_usage ?? null,
    fileCacheBytes,
    cpuMs: cpu_stats.cpu_usage.total_usage / 1e6,
    processes: current,
    peakProcesses: current,
    // The engine does not count refusals; standing at the limit is the nearest it shows.
    processLimitHits: limit !== undefined && limit > 0 && current >= limit ? 1 : 0,
    oomKills: 0,
  };
}
