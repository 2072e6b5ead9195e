import { getServiceAccess } from '../session.js';
import { pingPostgres } from './postgres-pool.js';
import { postgres, type Postgres } from './postgres.js';
import { pingRabbitMq, rabbitmq, type RabbitMq } from './rabbitmq.js';
import { pingRedis, redis, type Redis } from './redis.js';

/** The real services beside the subject. Each must be listed under `services` in exercise.yaml. */
export const services: {
  readonly postgres: Postgres;
  readonly redis: Redis;
  readonly rabbitmq: RabbitMq;
} = {
  get postgres() {
    getServiceAccess('postgres');
    return postgres;
  },
  get redis() {
    getServiceAccess('redis');
    return redis;
  },
  get rabbitmq() {
    getServiceAccess('rabbitmq');
    return rabbitmq;
  },
};

/** Reject until the service of that name answers. */
export const PINGS = { postgres: pingPostgres, redis: pingRedis, rabbitmq: pingRabbitMq } as const;
