import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { Config } from '#config';
import { API_CONFIG } from '../api-config.js';

export const API_REDIS = Symbol('API_REDIS');

/** The API's own short commands: they fail at once while Redis is away, so that no request waits for it. */
@Global()
@Module({
  providers: [
    {
      provide: API_REDIS,
      inject: [API_CONFIG],
      useFactory: (config: Config) => connect(config.redis.url.reveal()),
    },
  ],
  exports: [API_REDIS],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(@Inject(API_REDIS) private readonly redis: Redis) {}

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}

function connect(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, commandTimeout: 1_000, enableOfflineQueue: true });
  const logger = new Logger('Redis');
  redis.on('error', (error: Error) => logger.warn(error.message));
  return redis;
}
