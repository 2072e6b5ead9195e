import { Inject, Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { OutageLog } from '#observability';

export const API_REDIS = Symbol('API_REDIS');

interface RedisSettings {
  readonly url: string;
  readonly prefix: string;
}

/** The API's own short commands: they fail at once while Redis is away, so that no request waits for it. */
@Module({})
export class RedisModule implements OnApplicationShutdown {
  constructor(@Inject(API_REDIS) private readonly redis: Redis) {}

  static forRoot(settings: RedisSettings): DynamicModule {
    return {
      module: RedisModule,
      global: true,
      providers: [{ provide: API_REDIS, useFactory: () => connect(settings) }],
      exports: [API_REDIS],
    };
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}

function connect({ url, prefix }: RedisSettings): Redis {
  const redis = new Redis(url, {
    keyPrefix: `${prefix}:`,
    maxRetriesPerRequest: 0,
    commandTimeout: 1_000,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
  const outage = new OutageLog('Redis (API)', new Logger('Redis'));
  redis.on('error', (error: Error) => outage.failed(error));
  redis.on('ready', () => outage.recovered());
  return redis;
}
