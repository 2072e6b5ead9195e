import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ConfigError, loadConfig, type Config } from '#config';
import { StructuredLogger } from '#observability';
import { makeOwner } from '#sandbox';
import { WorkerModule } from './worker.module.js';

async function main(config: Config): Promise<void> {
  const logger = new StructuredLogger({ level: config.logging.level, name: 'worker' });
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(config, makeOwner()), {
    logger,
    abortOnError: false,
  });
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
}

try {
  await main(loadConfig());
} catch (error) {
  const text = error instanceof ConfigError ? error.message : `The worker could not start: ${String(error)}`;
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
