import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config';
import {
  Refusal,
  type CohortId,
  type CreateWebhookRequest,
  type PageQuery,
  type UpdateWebhookRequest,
  type Webhook,
  type WebhookDelivery,
  type WebhookDeliveryId,
  type WebhookDeliveryPage,
  type WebhookId,
  type Webhooks,
  type WebhookWithSecret,
} from '#contracts';
import { WebhookDeliveryRepository, WebhookRepository, type WebhookRecord } from '#persistence';
import { API_CONFIG } from '../api-config.js';
import { CohortDoor } from '../cohorts/cohort-door.service.js';
import type { Caller } from '../http/caller.js';
import { nameOf, toBody } from './message-writer.service.js';
import { checkWebhookUrl } from './webhook-addresses.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { toDeliveryView, toWebhookView } from './webhook-views.js';

/** One endpoint of one cohort, and who is at it. */
export interface WebhookCall {
  readonly caller: Caller;
  readonly cohortId: CohortId;
  readonly id: WebhookId;
}

/** Endpoints that a cohort tells what happens in it, for those who teach it. */
@Injectable()
export class WebhooksService {
  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    private readonly door: CohortDoor,
    private readonly webhooks: WebhookRepository,
    private readonly deliveries: WebhookDeliveryRepository,
    private readonly secrets: WebhookSecrets,
  ) {}

  async list(caller: Caller, cohortId: CohortId): Promise<Webhooks> {
    await this.door.requireTeacher(caller, cohortId);
    return { items: (await this.webhooks.list(cohortId)).map(toWebhookView) };
  }

  /** @throws Refusal `invalid-input` or `too-many-webhooks` */
  async create(
    caller: Caller,
    cohortId: CohortId,
    { url, events }: CreateWebhookRequest,
  ): Promise<WebhookWithSecret> {
    await this.door.requireTeacher(caller, cohortId);
    checkWebhookUrl(url, this.config.webhooks.addresses);
    const { secret, sealedSecret } = await this.secrets.make();
    const record = await this.webhooks.insert({ cohortId, actorId: caller.id, url, events, sealedSecret });
    return { ...toWebhookView(record), secret };
  }

  /** @throws Refusal `not-found` or `invalid-input` */
  async update(call: WebhookCall, request: UpdateWebhookRequest): Promise<Webhook> {
    await this.door.requireTeacher(call.caller, call.cohortId);
    checkWebhookUrl(request.url, this.config.webhooks.addresses);
    return toWebhookView(found(await this.webhooks.update({ ...by(call), ...request })));
  }

  /** @throws Refusal `not-found` */
  async replaceSecret(call: WebhookCall): Promise<WebhookWithSecret> {
    await this.door.requireTeacher(call.caller, call.cohortId);
    const { secret, sealedSecret } = await this.secrets.make();
    const record = found(await this.webhooks.replaceSecret({ ...by(call), sealedSecret }));
    return { ...toWebhookView(record), secret };
  }

  /** @throws Refusal `not-found` */
  async delete(call: WebhookCall): Promise<void> {
    await this.door.requireTeacher(call.caller, call.cohortId);
    if (!(await this.webhooks.delete(by(call)))) throw noWebhook();
  }

  /** @throws Refusal `not-found` or `webhook-off` */
  async test(call: WebhookCall): Promise<WebhookDelivery> {
    const { cohort } = await this.door.requireTeacher(call.caller, call.cohortId);
    const webhook = requireOn(await this.get(call));
    const body = toBody('webhook.test', new Date(), {
      cohort: nameOf(cohort),
      webhook: { id: webhook.id },
    });
    const id = await this.deliveries.insert({ webhookId: webhook.id, type: 'webhook.test', body });
    return this.describeDelivery(webhook.id, id);
  }

  /** @throws Refusal `not-found` or `bad-cursor` */
  async listDeliveries(call: WebhookCall, query: PageQuery): Promise<WebhookDeliveryPage> {
    await this.door.requireTeacher(call.caller, call.cohortId);
    const webhook = await this.get(call);
    const { items, nextCursor } = await this.deliveries.list(webhook.id, query);
    return { items: items.map(toDeliveryView), nextCursor };
  }

  /** @throws Refusal `not-found` or `webhook-off` */
  async sendAgain(call: WebhookCall, id: WebhookDeliveryId): Promise<WebhookDelivery> {
    await this.door.requireTeacher(call.caller, call.cohortId);
    const webhook = requireOn(await this.get(call));
    if (!(await this.deliveries.sendAgain(webhook.id, id))) throw noDelivery();
    return this.describeDelivery(webhook.id, id);
  }

  private async get({ cohortId, id }: WebhookCall): Promise<WebhookRecord> {
    return found(await this.webhooks.find(cohortId, id));
  }

  private async describeDelivery(webhookId: WebhookId, id: WebhookDeliveryId): Promise<WebhookDelivery> {
    const record = await this.deliveries.find(webhookId, id);
    if (record === null) throw noDelivery();
    return toDeliveryView(record);
  }
}

const by = ({ caller, cohortId, id }: WebhookCall) => ({ id, cohortId, actorId: caller.id });

function found(record: WebhookRecord | null): WebhookRecord {
  if (record === null) throw noWebhook();
  return record;
}

function requireOn(record: WebhookRecord): WebhookRecord {
  if (record.enabled) return record;
  throw new Refusal('webhook-off', 'Switch the webhook on first: nothing is sent to it while it is off.');
}

const noWebhook = () => new Refusal('not-found', 'The cohort has no such webhook.');
const noDelivery = () => new Refusal('not-found', 'The webhook has no such delivery.');
