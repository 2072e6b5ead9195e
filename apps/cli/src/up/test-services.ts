import { startManagedService, stopManagedServices } from './managed-services.js';
import { openDocker } from './open-docker.js';

/**
 * `node dist/apps/cli/src/up/test-services.js start|stop`: the Postgres and Redis that tests run against, data in memory.
 * `start` prints what to set, so that a shell can say: eval "$(node dist/apps/cli/src/up/test-services.js start)"
 */
async function main(action: string | undefined): Promise<number> {
  const docker = openDocker();
  if (action === 'stop') {
    await stopManagedServices(docker, 'test');
    return 0;
  }
  if (action !== 'start') {
    process.stderr.write('usage: test-services.js start|stop\n');
    return 64;
  }
  const tell = ({ image, step }: { image: string; step: string }) =>
    void (step && process.stderr.write(`${image}: ${step}\n`));
  const [database, redis] = await Promise.all([
    startManagedService(docker, 'postgres', 'test', tell),
    startManagedService(docker, 'redis', 'test', tell),
  ]);
  process.stdout.write(`export TEST_DATABASE_URL=${database}\nexport TEST_REDIS_URL=${redis}\n`);
  return 0;
}

process.exitCode = await main(process.argv[2]);
