import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { SubmissionId } from '#contracts';
import { testRedisUrl, until } from '#testing';
import { LiveUpdates, LiveUpdatesModule } from '../index.js';

describe('LiveUpdatesModule', () => {
  it('gives an application its live updates and closes their connections', async () => {
    const prefix = `live-module-${randomUUID()}`;
    const redis = new Redis(testRedisUrl());
    const countConnections = async () =>
      ((await redis.client('LIST')) as string).split(`name=${prefix}`).length - 1;
    const application = await Test.createTestingModule({
      imports: [LiveUpdatesModule.forRoot({ url: testRedisUrl(), prefix })],
    }).compile();
    await application.init();

    await application.get(LiveUpdates).announce(SubmissionId.parse(randomUUID()));
    expect(await countConnections()).toBe(1);
    await application.close();

    await until(async () => (await countConnections()) === 0, 'the connections are gone');
    redis.disconnect();
  });
});
