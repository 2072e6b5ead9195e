import { Module } from '@nestjs/common';
import { RejudgeController } from './rejudge.controller.js';
import { RejudgeService } from './rejudge.service.js';

@Module({ controllers: [RejudgeController], providers: [RejudgeService] })
export class RejudgeModule {}
