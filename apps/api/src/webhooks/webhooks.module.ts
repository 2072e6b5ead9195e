import { Module } from '@nestjs/common';
import { CohortsModule } from '../cohorts/cohorts.module.js';
import { MessageWriter } from './message-writer.service.js';
import { WebhookPump } from './webhook-pump.service.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.service.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

@Module({
  imports: [CohortsModule],
  controllers: [WebhooksController],
  providers: [WebhooksService, WebhookSecrets, MessageWriter, WebhookSender, WebhookPump],
})
export class WebhooksModule {}
