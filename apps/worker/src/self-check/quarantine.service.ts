import { Injectable } from '@nestjs/common';
import type { PlatformFault, PlatformFaultCode } from '#contracts';
import { GateSettings } from './gate-settings.js';
import { SandboxGate } from './sandbox-gate.service.js';

/** What a worker's own engine or host may be the cause of, not the database that all share, nor a suite. */
const OWN_FAULTS: ReadonlySet<PlatformFaultCode> = new Set([
  'engine-unavailable',
  'pod-not-started',
  'service-not-ready',
]);
/** One may be bad luck; so many, with no verdict between them, are not. */
const MOST_IN_A_ROW = 3;
const LONGEST_MS = 120_000;

/**
 * Takes a worker out of the line whose jobs fail although its engine passes every check: on a full disk each submission
 * would lose a try. When the gate opens again, one more fault closes it for twice as long; a verdict clears it of all suspicion.
 */
@Injectable()
export class Quarantine {
  private inARow = 0;
  private times = 0;

  constructor(
    private readonly gate: SandboxGate,
    private readonly settings: GateSettings,
  ) {}

  noteVerdict(): void {
    this.inARow = 0;
    this.times = 0;
  }

  /** Faults of runs that were under way when the gate closed say nothing new. */
  noteFault({ code, message }: PlatformFault): void {
    if (!OWN_FAULTS.has(code) || !this.gate.isOpen) return;
    this.inARow += 1;
    if (this.inARow < MOST_IN_A_ROW) return;
    const forMs = Math.min(LONGEST_MS, this.settings.quarantineMs * 2 ** this.times);
    this.times += 1;
    const why = `${this.inARow} runs in a row failed on this worker, the last one with ${code}: ${message}`;
    this.gate.quarantine({ why, forMs });
  }
}
