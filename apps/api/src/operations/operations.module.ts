import { Module } from '@nestjs/common';
import { OperationsController } from './operations.controller.js';
import { OperationsService } from './operations.service.js';
import { PlatformModeService } from './platform-mode.service.js';

@Module({
  controllers: [OperationsController],
  providers: [OperationsService, PlatformModeService],
  exports: [PlatformModeService],
})
export class OperationsModule {}
