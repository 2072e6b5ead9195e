import { z } from 'zod';
import type { SandboxCheckName } from '#contracts';
import type { ProbeResult } from './probe.js';
import type { Finding } from './sandbox-check.js';
import {
  CHILD_MEMORY_HOG,
  FORK_BOMB,
  FOUR_SPINNERS,
  MEMORY_HOG,
  OUTPUT_FLOOD,
  TCP_HOARD,
} from './trial-programs.js';

/** A program that runs into one limit, and what must have become of it. */
export interface Trial {
  readonly check: SandboxCheckName;
  readonly program: string;
  readonly judge: (result: ProbeResult) => Finding;
}

const MIB = 1024 * 1024;
const MOST_TCP_BYTES = 16 * MIB;

export const TRIALS: readonly Trial[] = [
  {
    check: 'memory',
    program: MEMORY_HOG,
    judge: ({ exit, usage }) => ({
      expected: 'killed at 64 MiB',
      ok: usage.oomKilled && exit?.exitCode !== 0,
      seen: usage.oomKilled ? 'killed' : `exit code ${exit?.exitCode}, ${usage.peakMemoryBytes} bytes`,
    }),
  },
  {
    check: 'child-memory',
    program: CHILD_MEMORY_HOG,
    judge: ({ exit, usage }) => ({
      expected: 'killed at 64 MiB, and seen though its parent ends well',
      ok: usage.oomKilled,
      seen: usage.oomKilled ? `killed, exit code ${exit?.exitCode}` : `exit code ${exit?.exitCode}, no kill`,
    }),
  },
  {
    check: 'processes',
    program: FORK_BOMB,
    judge: ({ log, usage }) => ({
      expected: 'refused before 32',
      ok: Number(log) > 0 && Number(log) < 32 && usage.processLimitHits > 0,
      seen: `${log.trim()} children, ${usage.processLimitHits} refusals counted`,
    }),
  },
  {
    check: 'output',
    program: OUTPUT_FLOOD,
    judge: ({ exit, outputBytes }) => ({
      expected: 'ended after 256 KiB',
      ok: exit === null && outputBytes < MIB,
      seen: `${exit === null ? 'ended' : 'not ended'} after ${outputBytes} bytes`,
    }),
  },
  { check: 'processor', program: FOUR_SPINNERS, judge: ({ log }) => judgeProcessor(log) },
  { check: 'tcp-memory', program: TCP_HOARD, judge: ({ log }) => judgeTcpMemory(log) },
];

const Spun = z.object({
  cpus: z.number(),
  throttled: z.number().nullable(),
  quota: z.number().nullable(),
});

/** On a busy host the spinners get little anyway: then only the kernel's own books tell that a limit stood by. */
function judgeProcessor(log: string): Finding {
  const expected = 'at most half a CPU, held back by the kernel';
  const parsed = Spun.safeParse(parseJson(log));
  if (!parsed.success) return { expected, ok: false, seen: 'nothing' };
  const { cpus, throttled, quota } = parsed.data;
  const isUnreadable = throttled === null && quota === null;
  const isLimited = isUnreadable ? cpus > 0.2 : Number(throttled) > 0 || quota === 0.5;
  const books = isUnreadable ? '' : `, held back ${throttled ?? '?'} times, quota ${quota ?? 'none'}`;
  return { expected, ok: cpus < 0.75 && isLimited, seen: `${cpus.toFixed(2)} CPUs${books}` };
}

function judgeTcpMemory(log: string): Finding {
  const expected = 'less than 16 MiB of buffers';
  const bytes = /^-?\d+$/.test(log.trim()) ? Number(log) : null;
  if (bytes === null) return { expected, ok: false, seen: 'nothing' };
  return { expected, ok: bytes < MOST_TCP_BYTES, seen: `${(bytes / MIB).toFixed(1)} MiB` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
