import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { WebhookId } from '#contracts';
import { WebhookDeliveryRepository, WebhookOutboxRepository } from '#persistence';
import { MessageWriter } from './message-writer.service.js';
import { WebhookSender } from './webhook-sender.service.js';

const EVERY_MS = 1_000;
/** Sent at the same time by one replica. */
const MOST_IN_FLIGHT = 32;
const HAPPENINGS_AT_ONCE = 100;

/**
 * Turns what happened into messages and sends them: each at least once. Replicas share the work through the database,
 * so any of them may stop at any moment.
 */
@Injectable()
export class WebhookPump implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Webhooks');
  private readonly inFlight = new Map<Promise<void>, WebhookId>();
  private timer: NodeJS.Timeout | null = null;
  private turning: Promise<unknown> | null = null;

  constructor(
    private readonly outbox: WebhookOutboxRepository,
    private readonly deliveries: WebhookDeliveryRepository,
    private readonly writer: MessageWriter,
    private readonly sender: WebhookSender,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.turning ??= this.turn()
        .catch((error: unknown) => this.warn(error))
        .finally(() => (this.turning = null));
    }, EVERY_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.quiet();
  }

  /** Waits for what was being sent when it was called. */
  async quiet(): Promise<void> {
    await this.turning;
    await Promise.all(this.inFlight.keys());
  }

  /** Takes up what is due; what it sends may still be on its way afterwards. */
  async turn(): Promise<void> {
    while ((await this.outbox.take(HAPPENINGS_AT_ONCE, (...of) => this.writer.write(...of))) > 0);
    const limit = MOST_IN_FLIGHT - this.inFlight.size;
    if (limit <= 0) return;
    const due = await this.deliveries.claimDue({ limit, busy: [...this.inFlight.values()] });
    for (const delivery of due) {
      const sending: Promise<void> = this.sender
        .send(delivery)
        .catch((error: unknown) => this.warn(error))
        .finally(() => this.inFlight.delete(sending));
      this.inFlight.set(sending, delivery.webhookId);
    }
  }

  private warn(error: unknown): void {
    this.logger.warn(`webhooks were not sent, they will be tried again: ${String(error)}`);
  }
}
