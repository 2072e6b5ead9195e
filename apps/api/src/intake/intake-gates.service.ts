import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config';
import { Refusal } from '#contracts';
import { SubmissionRepository } from '#persistence';
import { API_CONFIG } from '../api-config.js';
import { PlatformModeService } from '../operations/platform-mode.service.js';

/** The line is counted at most this often by each replica, so it may become longer by what arrives meanwhile. */
const COUNT_EVERY_MS = 1_000;
const RETRY_AFTER_SECONDS = 30;

/** Whether submissions are taken at all: the operator wants it, and the line is not too long already. */
@Injectable()
export class IntakeGates {
  private counting: Promise<number> | undefined;
  private countedAtMs = 0;

  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    private readonly mode: PlatformModeService,
    private readonly submissions: SubmissionRepository,
  ) {}

  /** @throws Refusal `maintenance` or `queue-full` */
  async requireOpen(): Promise<void> {
    await this.mode.requireIntake();
    const waiting = await this.countWaiting();
    if (waiting < this.config.intake.mostWaiting) return;
    throw new Refusal(
      'queue-full',
      `${waiting} submissions wait to be judged already, and the line is closed until it is shorter. Keep your files ` +
        `and send them again in ${RETRY_AFTER_SECONDS} s. Nothing was stored, and no attempt of yours was counted.`,
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }

  private countWaiting(): Promise<number> {
    if (this.counting && Date.now() - this.countedAtMs < COUNT_EVERY_MS) return this.counting;
    this.countedAtMs = Date.now();
    this.counting = this.submissions.queueDepth();
    this.counting.catch(() => (this.counting = undefined));
    return this.counting;
  }
}
