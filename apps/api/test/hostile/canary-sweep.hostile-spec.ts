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
let sweep: Sweep;

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
  sweep = await sweepForCanaries({
    platform,
    canaries: [...Object.values(canaries), PUBLIC_WORD],
    owner,
    stranger,
    submissionIds: [id],
    exercises: ['vault', 'vault-module', 'vault-store'],
    tracks: ['targets'],
    events,
  });
}, 180_000);

afterAll(async () => {
  await platform?.stop();
  targets.remove();
}, 60_000);

it('finds no canary of a suite in any answer, event, log or cause of a failed run', () => {
  expect(sweep.found.filter((place) => !place.endsWith(PUBLIC_WORD))).toEqual([]);
  expect(sweep.read).toBeGreaterThan(40);
});

it('finds what is there to be seen, and only where it may be seen', () => {
  const { found } = sweep;

  expect(found).toContain(`anonymous GET /api/v1/exercises/vault: ${PUBLIC_WORD}`);
  expect(found).toContain(`events seen live: ${PUBLIC_WORD}`);
  expect(found.filter((place) => place.startsWith('stranger GET /api/v1/submissions/'))).toEqual([]);
});
