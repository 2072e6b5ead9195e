import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { EngineProxy } from './engine-proxy.js';
import { Learner, readFiles, type SeenEvent } from './learner.js';
import { Platform, waitUntil } from './platform.js';

const EXERCISES = join(import.meta.dirname, 'exercises');
const ACCEPTED = readFiles(join(EXERCISES, 'probe/solutions/node/accepted/plain'));
const isJudged = (seen: SeenEvent) => seen.event.type === 'judged';

const engine = new EngineProxy();
let platform: Platform;
let learner: Learner;

/** An engine that starts every container without the limit on processes. */
beforeAll(async () => {
  engine.stripsProcessLimit = true;
  await engine.mend();
  platform = await Platform.start({
    exercisesDir: EXERCISES,
    env: { TOUCHSTONE_DOCKER_SOCKET: engine.path },
  });
  learner = await Learner.register(platform.url);
}, 90_000);

afterAll(async () => {
  await platform.stop();
  await engine.cut();
}, 60_000);

const waitForLog = (text: RegExp): Promise<void> =>
  waitUntil(
    () => text.test(platform.logs()),
    40_000,
    () => platform.logs(),
  );

describe('a worker on an engine that does not enforce a limit', () => {
  it('refuses submissions and says which limit; they are judged once the engine is another one (A03, D01)', async () => {
    const id = await learner.submit('probe', 'node', ACCEPTED);
    await waitForLog(/refusing submissions.*does not enforce processes \(/);
    const refused = await learner.read(id);

    engine.stripsProcessLimit = false;
    await learner.watch(id, null, isJudged);

    expect(refused).toMatchObject({ status: 'queued', attempt: 0 });
    expect(await learner.read(id)).toMatchObject({ outcome: 'accepted', attempt: 1 });
  }, 120_000);

  it('proves the limits again when the engine was restarted, and takes no old proof for it', async () => {
    await engine.cut();
    engine.stripsProcessLimit = true;
    const before = platform.logs().split('refusing submissions').length;
    await engine.mend();

    const id = await learner.submit('probe', 'node', ACCEPTED);
    await waitUntil(
      () => platform.logs().split('refusing submissions').length > before,
      40_000,
      () => platform.logs(),
    );

    expect(await learner.read(id)).toMatchObject({ status: 'queued', attempt: 0 });
  }, 60_000);

  it('judges on it when the operator accepts that limit by name', async () => {
    const id = await learner.submit('probe', 'node', ACCEPTED);
    platform.startProcess('worker', { TOUCHSTONE_ACCEPT_UNENFORCED: 'processes' });

    await learner.watch(id, null, isJudged);

    expect(await learner.read(id)).toMatchObject({ outcome: 'accepted' });
    expect(platform.logs()).toMatch(/NOT enforced, accepted by the operator: processes/);
  }, 60_000);
});
