import type { DiskReading, UsageSource } from './usage-source.js';
import { NOTHING_SAID, type KernelWords } from './kernel-log.js';
import { holdsTooMany } from './pod-sockets.js';
import type { UsageReading } from './usage-reading.js';

/** What one subject instance has used, over all its lives. */
export interface InstanceUsage {
  readonly cpuMs: number;
  readonly peakMemoryBytes: number;
  readonly peakProcesses: number;
  readonly processLimitHits: number;
  readonly peakDiskBytes: number;
  readonly diskFull: boolean;
  readonly oomKilled: boolean;
  /** The pod's sockets were too many for the host. */
  readonly socketFlood: boolean;
}

/**
 * Adds up readings of one instance. Counters start at zero again with each life of the container, so those of earlier
 * lives are kept apart. What is spent between the last reading and a sudden exit (at most one interval) is not seen.
 */
export class UsageMeter {
  private source: UsageSource | null = null;
  private last: UsageReading | null = null;
  private earlier = { cpuMs: 0, processLimitHits: 0 };
  private peaks = { memory: 0, processes: 0, disk: 0 };
  private largestFileCache = 0;
  private diskFull = false;
  private oomKilled = false;
  private socketFlood = false;
  private sampling: Promise<UsageReading | null> | null = null;

  constructor(private readonly memoryLimitBytes: number) {}

  /** A life begins. */
  open(source: UsageSource): void {
    this.close();
    this.source = source;
    // A reading of the life before may still wait for the engine.
    this.sampling = null;
  }

  /** A life has ended. */
  close({ killedForMemory, refusedProcess }: KernelWords = NOTHING_SAID): void {
    this.earlier.cpuMs += this.last?.cpuMs ?? 0;
    this.earlier.processLimitHits += Math.max(this.hitsOfThisLife(), refusedProcess ? 1 : 0);
    this.readPlaces();
    this.source?.close();
    this.source = null;
    this.last = null;
    this.largestFileCache = 0;
    if (killedForMemory) this.noteOomKill();
  }

  /** Reads once. Call it regularly, and before anything that ends a life. Calls that overlap share one reading. */
  sample(): Promise<UsageReading | null> {
    if (this.sampling !== null) return this.sampling;
    const sampling = this.readOnce().finally(() => {
      if (this.sampling === sampling) this.sampling = null;
    });
    this.sampling = sampling;
    return sampling;
  }

  total(): InstanceUsage {
    return {
      cpuMs: this.earlier.cpuMs + (this.last?.cpuMs ?? 0),
      peakMemoryBytes: this.peaks.memory,
      peakProcesses: this.peaks.processes,
      processLimitHits: this.earlier.processLimitHits + this.hitsOfThisLife(),
      peakDiskBytes: this.peaks.disk,
      diskFull: this.diskFull,
      oomKilled: this.oomKilled,
      socketFlood: this.socketFlood,
    };
  }

  /** The last reading may be older than the refusal that ended the program. */
  private hitsOfThisLife(): number {
    return Math.max(this.last?.processLimitHits ?? 0, this.source?.refusals() ?? 0);
  }

  private async readOnce(): Promise<UsageReading | null> {
    const source = this.source;
    if (source === null) return null;
    this.readPlaces();
    const usage = await source.readUsage();
    // The life ended while the engine was asked.
    if (usage === null || source !== this.source) return null;
    this.add(usage);
    return usage;
  }

  /** What is read without asking the engine, also once the program is gone. */
  private readPlaces(): void {
    const disk = this.source?.readDisk() ?? null;
    if (disk !== null) this.addDisk(disk);
    const sockets = this.source?.readSockets() ?? null;
    if (sockets !== null && holdsTooMany(sockets)) this.socketFlood = true;
  }

  private add(usage: UsageReading): void {
    this.last = usage;
    this.largestFileCache = Math.max(this.largestFileCache, usage.fileCacheBytes);
    // The kernel's peak sees what falls between two readings but counts cached files as well; less the largest cache
    // seen it is never more than what the program really held.
    const spike = (usage.kernelPeakBytes ?? 0) - this.largestFileCache;
    this.peaks.memory = Math.max(this.peaks.memory, usage.memoryBytes, spike);
    this.peaks.processes = Math.max(this.peaks.processes, usage.peakProcesses);
    if (usage.oomKills > 0) this.noteOomKill();
  }

  private addDisk(disk: DiskReading): void {
    this.peaks.disk = Math.max(this.peaks.disk, disk.usedBytes);
    if (disk.full) this.diskFull = true;
  }

  /** Only a program that stood at its limit is killed for it, whatever the last reading before that said. */
  private noteOomKill(): void {
    this.oomKilled = true;
    this.peaks.memory = Math.max(this.peaks.memory, this.memoryLimitBytes);
  }
}
