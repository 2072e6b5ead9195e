import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import {
  SandboxDoctor,
  type EngineFacts,
  type Examination,
  type MakerChoice,
  type SandboxCheck,
} from '#sandbox';
import { GateSettings } from './gate-settings.js';

export type GateListener = (isOpen: boolean) => void;

/** What makes an engine look broken although every limit was proven on it, and for how long it is left alone. */
interface Doubt {
  readonly why: string;
  readonly forMs: number;
}

/**
 * SECURITY: A01, D06, D11: open only while every limit is proven on the engine that is there now (or accepted by the
 * operator, by name). Closed at the start, while the engine is away, and until it is proven again after it was restarted
 * or took over new settings. Nobody takes a submission while it is closed: they wait, uncharged.
 */
@Injectable()
export class SandboxGate implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SandboxGate.name);
  private readonly listeners: GateListener[] = [];
  private readonly stop = new AbortController();
  private watching: Promise<void> = Promise.resolve();
  private clearing: Promise<void> = Promise.resolve();
  private open = false;
  private lastTrouble = '';
  private lastEngine: string | null = null;
  private doubt: (doubt: Doubt) => void = () => undefined;

  constructor(
    private readonly doctor: SandboxDoctor,
    private readonly settings: GateSettings,
  ) {}

  get isOpen(): boolean {
    return this.open;
  }

  /** Why it is closed; null while nothing is known to be wrong. */
  get trouble(): string | null {
    return this.open || this.lastTrouble === '' ? null : this.lastTrouble;
  }

  /** The engine that was examined last; null before. */
  get engine(): string | null {
    return this.lastEngine;
  }

  /** Tells of every change from now on, and at once when it is open already. */
  onChange(listener: GateListener): void {
    this.listeners.push(listener);
    if (this.open) listener(true);
  }

  /** Closes it, if it is open: the engine is proven again after a while, or at once when it changes meanwhile. */
  quarantine(doubt: Doubt): void {
    this.doubt(doubt);
  }

  onApplicationBootstrap(): void {
    this.watching = this.watch();
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  /** For good. Waits for an examination under way, and until the containers of the last one are removed. */
  async close(): Promise<void> {
    this.stop.abort();
    await this.watching;
    await this.clearing;
  }

  private async watch(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      const waitMs = await this.proveAndHold();
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One engine, from its proof until it changes or is doubted. @returns how long to wait before the next proof */
  private async proveAndHold(): Promise<number> {
    try {
      // Held from before the proof: an engine that changes meanwhile is seen.
      const link = await this.doctor.link();
      try {
        const examination = await this.doctor.examine();
        this.clearing = examination.cleared.catch((error: unknown) =>
          this.logger.warn(`what an examination left behind is the janitor's: ${String(error)}`),
        );
        if (link.hasChanged || this.stop.signal.aborted) return 0;
        if (!this.passes(examination)) return this.settings.refusedWaitMs;
        this.setOpen(true);
        const doubt = await Promise.race([link.changed, aborted(this.stop.signal), this.nextDoubt()]);
        this.setOpen(false);
        if (doubt !== undefined) await this.isolate(doubt, link.changed);
        else if (!this.stop.signal.aborted)
          this.logger.warn('the engine changed: its limits are proven again');
        return 0;
      } finally {
        this.setOpen(false);
        link.close();
      }
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      this.complain(`no submissions are taken until the engine's limits are proven: ${words}`);
      return this.settings.absentWaitMs;
    }
  }

  private nextDoubt(): Promise<Doubt> {
    return new Promise((resolve) => {
      this.doubt = resolve;
    });
  }

  private async isolate({ why, forMs }: Doubt, changed: Promise<void>): Promise<void> {
    this.complain(`in quarantine, the engine is proven again in ${forMs / 1000} s: ${why}`);
    const { signal } = this.stop;
    await Promise.race([changed, delay(forMs, undefined, { signal, ref: false }).catch(() => undefined)]);
  }

  private passes({ facts, warnings, checks, maker, durationMs }: Examination): boolean {
    this.lastEngine = describeEngine(facts);
    const broken = checks.filter(({ ok }) => !ok);
    const refused = broken.filter(({ check }) => !this.settings.accepted.includes(check));
    if (refused.length > 0 || checks.length === 0) {
      this.complain(
        `refusing submissions, they stay queued: this engine does not enforce ${describeChecks(refused)}. ` +
          'Mend the engine, or accept it by name with TOUCHSTONE_ACCEPT_UNENFORCED.',
      );
      return false;
    }
    this.lastTrouble = '';
    for (const warning of warnings) this.logger.warn(warning);
    if (broken.length > 0) {
      this.logger.warn(`NOT enforced, accepted by the operator: ${describeChecks(broken)}`);
    }
    const proven = checks.length - broken.length;
    this.logger.log(`${proven} limits proven in ${durationMs} ms on ${describeEngine(facts)}`);
    this.logger.log(describeMaker(maker));
    return true;
  }

  /** Once for each trouble, however often it is met. */
  private complain(trouble: string): void {
    if (trouble !== this.lastTrouble) this.logger.error(trouble);
    this.lastTrouble = trouble;
  }

  private setOpen(open: boolean): void {
    if (this.open === open) return;
    this.open = open;
    if (!this.stop.signal.aborted) for (const listener of this.listeners) listener(open);
  }
}

const describeChecks = (checks: readonly SandboxCheck[]): string =>
  checks.map(({ check, expected, seen }) => `${check} (expected ${expected}, saw ${seen})`).join('; ');

const describeEngine = ({ engine, version, runc, cgroupVersion, kernel }: EngineFacts): string =>
  `${engine} ${version}, runc ${runc}, cgroup v${cgroupVersion}, kernel ${kernel}`;

const describeMaker = ({ by, because }: MakerChoice): string =>
  by === 'runc'
    ? 'programs and services are started by runc'
    : `programs and services are started by the engine: ${because}`;

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
