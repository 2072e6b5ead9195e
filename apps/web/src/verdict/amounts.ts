import type { LimitUse } from '#contracts';

const KIB = 1024;
const MIB = 1024 * 1024;

/** “1.5 s”, “96 MiB”, “33”. */
export function tellAmount(value: number, unit: LimitUse['unit']): string {
  if (unit === 'ms') return tellTime(value);
  return unit === 'bytes' ? tellSize(value) : value.toLocaleString();
}

export function tellTime(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}

export function tellSize(bytes: number): string {
  if (bytes < MIB) return `${Math.round(bytes / KIB)} KiB`;
  return `${(bytes / MIB).toFixed(bytes < 10 * MIB && bytes % MIB !== 0 ? 1 : 0)} MiB`;
}

/** Points with at most one decimal, rounded down: a point that was not earned is not shown as earned. */
export const tellPoints = (points: number): string => String(Math.floor(points * 10 + 1e-9) / 10);
