import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answer } from './routes.ts';
import { deliverForGood } from './ledger.ts';
import { Door } from './door.ts';
import { fetchTariffs } from './rating.ts';

const DRAIN_MS = 2000;
const CUT_MS = 6000;
const GIVE_UP_MS = 8000;

let stopping: Promise<void> | null = null;
const server = createServer(
  (request, response) => void answer(request, response, { isStopping: stopping !== null }),
);
const door = new Door(server);

process.on('SIGTERM', () => {
  stopping ??= stop();
});
server.listen(Number(process.env.PORT), '127.0.0.1');
void fetchTariffs();

async function stop(): Promise<void> {
  const late = sleep(GIVE_UP_MS, false);
  const cut = sleep(CUT_MS);
  door.sayClose();
  await sleep(DRAIN_MS);
  await Promise.race([door.shut(), cut]);
  server.closeAllConnections();
  const delivered = await Promise.race([deliverForGood(), late]);
  process.exit(delivered ? 0 : 1);
}
