import type Docker from 'dockerode';
import type { ServiceName } from '#contracts';
import { startManagedService, stopManagedServices } from './managed-services.js';
import type { Steps } from './steps.js';

export interface PlatformUrls {
  readonly database: string;
  readonly redis: string;
}

/** Postgres and Redis: the operator's own where DATABASE_URL and REDIS_URL say so, else containers of ours. */
export async function startPlatformServices(docker: Docker, steps: Steps): Promise<PlatformUrls> {
  const start = (name: ServiceName, title: string) =>
    steps.run(title, (tell) => startManagedService(docker, name, 'platform', ({ step }) => tell(step)));
  const [database, redis] = await Promise.all([
    process.env['DATABASE_URL'] ?? start('postgres', 'Postgres'),
    process.env['REDIS_URL'] ?? start('redis', 'Redis'),
  ]);
  return { database, redis };
}

export async function stopPlatformServices(docker: Docker): Promise<void> {
  await stopManagedServices(docker, 'platform');
}
