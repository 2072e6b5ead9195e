import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Learner } from '../system/learner.js';
import { Platform } from '../system/platform.js';
import { sweepForCanaries, type Sweep } from './canary-sweep.js';
import { withShared } from './hostile-case.js';
import { makeCanaries, TargetExercises } from './target-exercises.js';

/** Shown to everyone: proves that the sweep sees what there is to see. */
const PUBLIC_WORD = 'doubles a number';

const canaries = makeCanaries();
const targets = new TargetExercises(canaries);
let platform: Platform;
let sweep: (wanted: readonly string[]) => Promise<Sweep>;

beforeAll(async () => {
  platform = await Platform.start({
    exercisesDir: targets.folder,
    env: { CANARY_WORKER: canaries.WORKER },
  });
  const [owner, stranger] = await Promise.all([
    Learner.register(platform.url),
    Learner.register(platform.url),
  ]);
  const wrong = withShared(
    [
      {
        path: 'main.mjs',
        content: "import { serve } from './honest.mjs';\nserve((_, r) => (r.end('no'), true));\n",
      },
    ],
    'node',
  );
  const id = await owner.submit('vault', 'node', wrong);
  const events = await owner.watch(id, null, ({ event }) => event.type === 'judged');
  const exercises = ['vault', 'vault-module', 'vault-store'];
  sweep = (wanted) =>
    sweepForCanaries({
      platform,
      canaries: wanted,
      owner,
      stranger,
      submissionIds: [id],
      exercises,
      tracks: ['targets'],
      events,
    });
}, 120_000);

afterAll(async () => {
  await platform?.stop();
  targets.remove();
}, 60_000);

it('finds no canary of a suite in any answer, event, log or cause of a failed run', async () => {
  const { found, read } = await sweep(Object.values(canaries));

  expect(found).toEqual([]);
  expect(read).toBeGreaterThan(40);
}, 120_000);

it('finds what is there to be seen, and only where it may be seen', async () => {
  const { found } = await sweep([PUBLIC_WORD]);

  expect(found).toContain(`anonymous GET /api/v1/exercises/vault: ${PUBLIC_WORD}`);
  expect(found).toContain(`events seen live: ${PUBLIC_WORD}`);
  expect(found.filter((place) => place.startsWith('stranger GET /api/v1/submissions/'))).toEqual([]);
}, 120_000);
