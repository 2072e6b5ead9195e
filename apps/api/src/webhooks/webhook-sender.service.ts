import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config';
import { WebhookDeliveryRepository, type DueDelivery } from '#persistence';
import { API_CONFIG } from '../api-config.js';
import { planRetry } from './plan-retry.js';
import { postMessage, type PostAnswer } from './post-message.js';
import { signMessage } from './sign-message.js';
import { WebhookSecrets } from './webhook-secrets.js';

const DEADLINE_MS = 10_000;
const GONE = 410;

/** Sends one message and records what came of it. */
@Injectable()
export class WebhookSender {
  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    private readonly deliveries: WebhookDeliveryRepository,
    private readonly secrets: WebhookSecrets,
  ) {}

  async send(delivery: DueDelivery): Promise<void> {
    const { answer, error } = await this.attempt(delivery);
    const told = { answerStatus: answer?.status ?? null, answer: answer?.text ?? null };
    if (error === null) return this.deliveries.recordDelivered(delivery, told);
    const gone = answer?.status === GONE;
    const retryMs = gone ? null : planRetry(delivery.tries, Math.random());
    return this.deliveries.recordFailure(delivery, { ...told, error, retryMs, gone });
  }

  private async attempt(delivery: DueDelivery): Promise<{ answer: PostAnswer | null; error: string | null }> {
    try {
      const answer = await this.post(delivery);
      return { answer, error: judgeStatus(answer.status) };
    } catch (error) {
      return { answer: null, error: explain(error) };
    }
  }

  private async post({ id, url, body, sealedSecret, sealedOldSecret }: DueDelivery): Promise<PostAnswer> {
    const sealed = sealedOldSecret === null ? [sealedSecret] : [sealedSecret, sealedOldSecret];
    const secrets = await Promise.all(sealed.map((one) => this.secrets.open(one)));
    return postMessage({
      url,
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Touchstone-Webhooks',
        ...signMessage({ id, body }, secrets, new Date()),
      },
      allowed: this.config.webhooks.addresses,
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  }
}

/** null for 2xx. */
function judgeStatus(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `it answered ${status}: redirects are not followed`;
  return status === GONE ? 'it answered 410: it wants no more messages' : `it answered ${status}`;
}

function explain(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'AbortError' || name === 'TimeoutError') return `no answer within ${DEADLINE_MS / 1000} s`;
  return error instanceof Error ? error.message || name : String(error);
}
