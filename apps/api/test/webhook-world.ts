import type { CohortId, Webhook, WebhookDelivery, WebhookEvent, WebhookWithSecret } from '#contracts';
import { Webhook as Verifier } from 'standardwebhooks';
import { WebhookPump } from '../src/webhooks/webhook-pump.service.js';
import type { Account, ApiWorld } from './api-world.js';
import { eventually } from './eventually.js';
import { HttpDouble, type DoubleAnswer } from './http-double.js';

export interface Received {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Record<string, unknown>;
}

/** A cohort's webhooks, and a receiver on this machine that takes what is signed and nothing else. */
export class WebhookWorld {
  /** What the receiver answers; 204 unless told. */
  answer: DoubleAnswer | Promise<DoubleAnswer> = { status: 204 };
  private readonly secrets: string[] = [];

  private constructor(
    private readonly api: ApiWorld,
    readonly http: HttpDouble,
  ) {}

  static async start(api: ApiWorld): Promise<WebhookWorld> {
    const made: { world?: WebhookWorld } = {};
    const http = await HttpDouble.start(() => made.world!.answer);
    made.world = new WebhookWorld(api, http);
    return made.world;
  }

  close(): Promise<void> {
    return this.http.close();
  }

  ask(method: 'get' | 'post' | 'patch' | 'delete', cohort: CohortId, path: string, account: Account) {
    return this.api.http[method](`/api/v1/cohorts/${cohort}/webhooks${path}`).set(
      'authorization',
      account.bearer,
    );
  }

  async add(
    account: Account,
    cohort: CohortId,
    events: readonly WebhookEvent[],
    url = `${this.http.url}/hook`,
  ): Promise<WebhookWithSecret> {
    const { body } = await this.ask('post', cohort, '', account).send({ url, events }).expect(201);
    this.secrets.push(body.secret as string);
    return body as WebhookWithSecret;
  }

  async read(account: Account, cohort: CohortId, id: string): Promise<Webhook> {
    const { body } = await this.ask('get', cohort, '', account).expect(200);
    return body.items.find((one: Webhook) => one.id === id) as Webhook;
  }

  async log(account: Account, cohort: CohortId, id: string): Promise<WebhookDelivery[]> {
    const { body } = await this.ask('get', cohort, `/${id}/deliveries`, account).expect(200);
    return body.items as WebhookDelivery[];
  }

  /** Takes up what is due and waits until each message in the log has been tried as often as that, to the end. */
  async settle(account: Account, cohort: CohortId, id: string, tries = 1): Promise<WebhookDelivery[]> {
    return eventually(async () => {
      const pump = this.api.app.get(WebhookPump);
      await pump.turn();
      await pump.quiet();
      const log = await this.log(account, cohort, id);
      const isDone = log.length > 0 && log.every((one) => one.tries >= tries && one.triedAt !== null);
      if (!isDone) throw new Error(`not sent yet: ${JSON.stringify(log)}`);
      return log;
    });
  }

  /** What came, each message checked with the secrets that were shown. */
  received(): Received[] {
    return this.http.requests.map(({ headers, body }) => ({
      id: String(headers['webhook-id']),
      ...(this.verify(body, headers as Record<string, string>) as Omit<Received, 'id'>),
    }));
  }

  private verify(body: string, headers: Record<string, string>): unknown {
    for (const secret of this.secrets) {
      try {
        return new Verifier(secret).verify(body, headers);
      } catch {
        continue;
      }
    }
    throw new Error(`no secret that was shown signed ${body}`);
  }
}
