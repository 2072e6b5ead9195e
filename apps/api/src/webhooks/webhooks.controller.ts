import { Body, Controller, Delete, Get, Header, Param, Patch, Post, Query } from '@nestjs/common';
import {
  CohortId,
  CreateWebhookRequest,
  PageQuery,
  UpdateWebhookRequest,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryId,
  WebhookDeliveryPage,
  WebhookId,
  Webhooks,
  WebhookWithSecret,
} from '#contracts';
import { Staff } from '../http/access.js';
import { Answers, AnswersNothing } from '../http/answers.js';
import { ASK_AGAIN } from '../http/ask-again.js';
import { CurrentCaller, type Caller } from '../http/caller.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { WebhooksService } from './webhooks.service.js';

/** What is sent, and how to check it: docs/WEBHOOKS.md. */
@ApiTags('Webhooks')
@Controller('cohorts/:id/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Get()
  @Staff()
  @Header('cache-control', ASK_AGAIN)
  @ApiOperation({ summary: 'List the webhooks of a cohort', description: 'For those who teach it.' })
  @Answers(200, Webhooks, 'Every one, oldest first.')
  @Refuses('forbidden')
  listWebhooks(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) cohortId: CohortId,
  ): Promise<Webhooks> {
    return this.webhooks.list(caller, cohortId);
  }

  @Post()
  @Staff()
  @ApiOperation({
    summary: 'Add a webhook',
    description:
      'Messages are signed with the secret of the answer, which is shown this once, in the way of Standard Webhooks. ' +
      'They go over https to addresses on the public internet only, and follow no redirect.',
  })
  @Answers(201, WebhookWithSecret, 'It is on.')
  @Refuses('forbidden', 'too-many-webhooks')
  createWebhook(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) cohortId: CohortId,
    @Body({ schema: CreateWebhookRequest }) request: CreateWebhookRequest,
  ): Promise<WebhookWithSecret> {
    return this.webhooks.create(caller, cohortId, request);
  }

  @Patch(':hookId')
  @Staff()
  @ApiOperation({
    summary: 'Change a webhook, or switch it on or off',
    description: 'What waits while it is off is sent once it is on again.',
  })
  @Answers(200, Webhook, 'As it is now.')
  @Refuses('forbidden')
  updateWebhook(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) cohortId: CohortId,
    @Param('hookId', { schema: WebhookId }) id: WebhookId,
    @Body({ schema: UpdateWebhookRequest }) request: UpdateWebhookRequest,
  ): Promise<Webhook> {
    return this.webhooks.update({ caller, cohortId, id }, request);
  }

  @Delete(':hookId')
  @Staff()
  @ApiOperation({ summary: 'Delete a webhook', description: 'Its log goes with it.' })
  @AnswersNothing('Nothing is sent to it any more.')
  @Refuses('forbidden')
  deleteWebhook(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) cohortId: CohortId,
    @Param('hookId', { schema: WebhookId }) id: WebhookId,
  ): Promise<void> {
    return this.webhooks.delete({ caller, cohortId, id });
  }

  @Post(':hookId/secret')
  @Staff()
  @ApiOperation({
    summary: 'Take a new secret',
    description: 'For a day messages are signed with the old one too, so that the receiver can change over.',
  })
  @Answers(200, WebhookWithSecret, 'With the new secret, shown this once.')
  @Refuses('forbidden')
  replaceWebhookSecret(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) cohortId: CohortId,
    @Param('hookId', { schema: WebhookId }) id: WebhookId,
  ): Promise<WebhookWithSecret> {
    return this.webhooks.replaceSecret({ caller, cohortId, id });
  }

  @Post(':hookId/test')
  @Staff()
  @ApiOperation({ summary: 'Send a `webhook.test` message' })
  @Answers(202, WebhookDelivery, 'It is on its way: the log says what comes of it.')
  @Refuses('forbidden', 'webhook-off')
  testWebhook(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) cohortId: CohortId,
    @Param('hookId', { schema: WebhookId }) id: WebhookId,
  ): Promise<WebhookDelivery> {
    return this.webhooks.test({ caller, cohortId, id });
  }

  @Get(':hookId/deliveries')
  @Staff()
  @Header('cache-control', ASK_AGAIN)
  @ApiOperation({
    summary: 'List what was sent to a webhook',
    description:
      'The messages that are kept (30 days, unless the operator says otherwise), each with what came of its latest try.',
  })
  @Answers(200, WebhookDeliveryPage, 'Newest first.')
  @Refuses('forbidden', 'bad-cursor')
  listWebhookDeliveries(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) cohortId: CohortId,
    @Param('hookId', { schema: WebhookId }) id: WebhookId,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<WebhookDeliveryPage> {
    return this.webhooks.listDeliveries({ caller, cohortId, id }, query);
  }

  @Post(':hookId/deliveries/:deliveryId/send-again')
  @Staff()
  @ApiOperation({
    summary: 'Send a message again',
    description: 'Under the same `webhook-id`, and with as many tries as a new one has.',
  })
  @Answers(202, WebhookDelivery, 'It is on its way.')
  @Refuses('forbidden', 'webhook-off')
  sendWebhookAgain(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: CohortId }) cohortId: CohortId,
    @Param('hookId', { schema: WebhookId }) id: WebhookId,
    @Param('deliveryId', { schema: WebhookDeliveryId }) deliveryId: WebhookDeliveryId,
  ): Promise<WebhookDelivery> {
    return this.webhooks.sendAgain({ caller, cohortId, id }, deliveryId);
  }
}
