import { Module } from '@nestjs/common';
import { SignInModule } from '../sign-in/sign-in.module.js';
import { LaunchService } from './launch.service.js';
import { LtiKeys } from './lti-keys.js';
import { LtiPlatformsController } from './lti-platforms.controller.js';
import { LtiController } from './lti.controller.js';
import { PassbackService } from './passback.service.js';
import { PlatformKeys } from './platform-keys.js';

@Module({
  imports: [SignInModule],
  controllers: [LtiController, LtiPlatformsController],
  providers: [LaunchService, PassbackService, LtiKeys, PlatformKeys],
})
export class LtiModule {}
