import { Body, Controller, Delete, Get, Inject, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { LtiPlatform, LtiPlatformRequest, LtiPlatforms, Refusal } from '#contracts';
import type { Config } from '#config';
import { LtiPlatformRepository, type LtiPlatformRecord } from '#persistence';
import { API_CONFIG } from '../api-config.js';
import { Admin } from '../http/access.js';
import { Answers, AnswersNothing } from '../http/answers.js';
import { ApiOperation, ApiTags } from '../http/described.js';
import { Refuses } from '../http/refuses.js';
import { checkPlatformAddresses } from './platform-address.js';

@ApiTags('Learning platforms')
@Controller('lti/platforms')
export class LtiPlatformsController {
  constructor(
    @Inject(API_CONFIG) private readonly config: Config,
    private readonly platforms: LtiPlatformRepository,
  ) {}

  @Get()
  @Admin()
  @ApiOperation({ summary: 'List the learning platforms', description: 'For admins.' })
  @Answers(200, LtiPlatforms, 'Every platform, oldest first.')
  @Refuses('forbidden')
  async listLtiPlatforms(): Promise<LtiPlatforms> {
    return { items: (await this.platforms.list()).map(toView) };
  }

  @Post()
  @Admin()
  @ApiOperation({
    summary: 'Register a learning platform',
    description:
      'For admins. What to write is on the page where the platform registers Touchstone: docs/LTI.md.',
  })
  @Answers(201, LtiPlatform, 'Launches from it are taken.')
  @Refuses('forbidden', 'platform-taken')
  async createLtiPlatform(
    @Body({ schema: LtiPlatformRequest }) request: LtiPlatformRequest,
  ): Promise<LtiPlatform> {
    this.checkAddresses(request);
    return toView(await this.platforms.insert(request));
  }

  @Put(':id')
  @Admin()
  @ApiOperation({
    summary: 'Change a learning platform',
    description: 'For admins. Its learners, their accounts and their scores stay.',
  })
  @Answers(200, LtiPlatform, 'The platform as it is now.')
  @Refuses('forbidden', 'platform-taken')
  async updateLtiPlatform(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: LtiPlatformRequest }) request: LtiPlatformRequest,
  ): Promise<LtiPlatform> {
    this.checkAddresses(request);
    const platform = await this.platforms.update(id, request);
    if (platform === null) throw noSuchPlatform();
    return toView(platform);
  }

  @Delete(':id')
  @Admin()
  @ApiOperation({
    summary: 'Remove a learning platform',
    description: 'For admins. Accounts of its learners stay; launches and scores end.',
  })
  @AnswersNothing('Nothing is taken from it or sent to it any more.')
  @Refuses('forbidden')
  async deleteLtiPlatform(@Param('id', { schema: z.uuid() }) id: string): Promise<void> {
    const deleted = await this.platforms.delete(id);
    if (!deleted) throw noSuchPlatform();
  }

  private checkAddresses({ authorizationUrl, tokenUrl, keysUrl, lineItemOrigin }: LtiPlatformRequest): void {
    checkPlatformAddresses(
      { authorizationUrl, tokenUrl, keysUrl, lineItemOrigin },
      this.config.lti.platformAddresses,
    );
  }
}

const noSuchPlatform = () => new Refusal('not-found', 'There is no such platform.');

function toView({ createdAt, ...platform }: LtiPlatformRecord): LtiPlatform {
  return { ...platform, createdAt: createdAt.toISOString() };
}
