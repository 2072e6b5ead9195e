import { fileURLToPath } from 'node:url';
import { loadConfig, type Config } from '#config';
import { StructuredLogger } from '#observability';
import { migrate, openDatabase } from '#persistence';
import { createApp } from './create-app.js';

const WEB_DIRECTORY = fileURLToPath(new URL('../../../web', import.meta.url));

async function main(): Promise<void> {
  const config = loadConfig();
  const logger = new StructuredLogger({ level: config.logging.level, name: 'api' });
  await bringSchemaUpToDate(config);
  const app = await createApp({ config, logger, webDirectory: WEB_DIRECTORY });
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  await app.listen(config.http.port, config.http.host);
  logger.log(`Touchstone answers at ${config.http.publicUrl}`, 'Api');
}

async function bringSchemaUpToDate(config: Config): Promise<void> {
  const dataSource = await openDatabase({ url: config.database.url.reveal(), poolSize: 2 });
  try {
    await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`The API cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
