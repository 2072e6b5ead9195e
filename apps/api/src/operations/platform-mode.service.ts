import { Injectable } from '@nestjs/common';
import { Refusal, type PlatformStatus, type SetModeRequest } from '#contracts';
import { PlatformModeRepository, type PlatformModeRecord } from '#persistence';
import type { Caller } from '../http/caller.js';

/** Asked by every page of everybody: read from the database at most once a second. */
const MAX_AGE_MS = 1_000;
const RETRY_AFTER_SECONDS = 60;

/** What the operator wants of the whole platform. */
@Injectable()
export class PlatformModeService {
  private reading: Promise<PlatformModeRecord> | undefined;
  private readAtMs = 0;

  constructor(private readonly modes: PlatformModeRepository) {}

  /** A second old at most. */
  async getStatus(): Promise<PlatformStatus> {
    return toStatus(await this.current());
  }

  /**
   * As of now, so that no submission slips in after maintenance has begun.
   * @throws Refusal `maintenance`
   */
  async requireIntake(): Promise<void> {
    const { mode, line } = await this.modes.get();
    if (mode !== 'maintenance') return;
    const reason = line === null ? '' : ` ${line}`;
    throw new Refusal(
      'maintenance',
      `Submissions are not accepted at the moment, everything else works: keep your files and send them later.${reason}`,
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }

  getRecord(): Promise<PlatformModeRecord> {
    return this.modes.get();
  }

  async set({ id }: Caller, { mode, line }: SetModeRequest): Promise<PlatformStatus> {
    const record = await this.modes.set({ mode, line: line ?? null, actorId: id });
    this.reading = undefined;
    return toStatus(record);
  }

  private current(): Promise<PlatformModeRecord> {
    if (this.reading && Date.now() - this.readAtMs < MAX_AGE_MS) return this.reading;
    this.readAtMs = Date.now();
    this.reading = this.modes.get();
    this.reading.catch(() => (this.reading = undefined));
    return this.reading;
  }
}

export function toStatus({ mode, line, changedAt }: PlatformModeRecord): PlatformStatus {
  return { mode, line, since: changedAt.toISOString() };
}
