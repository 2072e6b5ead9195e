import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { askEngine, probeEngine } from './engine-http.mjs';
import { Failure } from './failure.mjs';

const FILTER = encodeURIComponent(JSON.stringify({ label: ['touchstone.managed=true'] }));

/** Removes what Touchstone made: containers, volumes and images with its label, and .touchstone/. Nothing else. */
export async function reset(root, steps) {
  const state = await probeEngine();
  if (state === 'not-allowed') {
    throw new Failure(
      'You may not use the Docker engine, so what Touchstone made in it cannot be removed: run `npm run reset` as a user who may.',
    );
  }
  if (state === 'ready') {
    await steps.run('Containers', removeContainers);
    await steps.run('Volumes', removeVolumes);
    await steps.run('Images', removeImages);
  } else {
    steps.say(
      'No Docker engine answers: what Touchstone made in it stays until you run `npm run reset` with the engine running.',
    );
  }
  if (existsSync(join(root, '.touchstone'))) {
    await steps.run('.touchstone/', async () =>
      rmSync(join(root, '.touchstone'), { recursive: true, force: true }),
    );
  }
  steps.say('Touchstone is reset. `npm start` sets it up from nothing.');
}

async function removeContainers() {
  const { body } = await askEngine('GET', `/containers/json?all=true&filters=${FILTER}`);
  for (const { Id } of body ?? []) await askEngine('DELETE', `/containers/${Id}?force=true&v=true`);
}

async function removeVolumes() {
  const { body } = await askEngine('GET', `/volumes?filters=${FILTER}`);
  for (const { Name } of body?.Volumes ?? [])
    await askEngine('DELETE', `/volumes/${encodeURIComponent(Name)}`);
}

/** Children before parents: as long as a round removes something, another may. */
async function removeImages() {
  for (let removed = 1; removed > 0;) {
    removed = 0;
    const { body } = await askEngine('GET', `/images/json?all=false&filters=${FILTER}`);
    for (const { Id, RepoTags } of body ?? []) {
      const names = (RepoTags ?? []).filter((tag) => tag !== '<none>:<none>');
      for (const name of names.length > 0 ? names : [Id]) {
        const { status } = await askEngine('DELETE', `/images/${name}?noprune=false`);
        if (status === 200) removed += 1;
      }
    }
  }
}
