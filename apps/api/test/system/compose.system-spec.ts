import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ComposeStack } from './compose-stack.js';
import { Learner, readFiles } from './learner.js';
import { waitUntil } from './platform.js';

const ROOT = resolve(import.meta.dirname, '../../../..');
const EXERCISE = 'todo-rest-api';
const ACCEPTED = readFiles(join(ROOT, 'exercises', EXERCISE, 'solutions/node/accepted/node-http'));
/** No request may wait for a replica that is gone for longer than people wait for a page. */
const PATIENCE_MS = 10_000;

let stack: ComposeStack;
let learner: Learner;
beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['apps/cli/bootstrap/run.mjs', 'compose'], { cwd: ROOT });
  stack = await ComposeStack.prepare();
  await stack.command('up', '--detach');
  await waitUntil(isWell, 120_000, () => 'not everything became well: see `docker ps`');
  learner = await Learner.register(stack.url);
}, 600_000);
afterAll(() => stack?.remove(), 120_000);

async function isWell(): Promise<boolean> {
  const containers = await stack.inspect();
  return containers.length === 6 && containers.every(({ State }) => State.Health?.Status === 'healthy');
}

async function ask(path: string): Promise<{ status: number; soon: boolean; text: string }> {
  const startedAt = performance.now();
  const response = await fetch(`${stack.url}${path}`);
  const text = await response.text();
  return { status: response.status, soon: performance.now() - startedAt < PATIENCE_MS, text };
}

describe('docker-compose.yml, started', () => {
  it('is two replicas of the API behind a proxy, a worker, PostgreSQL and Redis, all of them well', async () => {
    const services = (await stack.inspect()).map(({ service }) => service);

    expect(services.toSorted()).toEqual(['api', 'api', 'postgres', 'proxy', 'redis', 'worker']);
  });

  it('gives every container limits, a root that nobody writes to and no capability, and the socket to the worker alone', async () => {
    const containers = await stack.inspect();

    for (const { service, HostConfig } of containers) {
      expect({ service, ...HostConfig }).toMatchObject({
        service,
        ReadonlyRootfs: true,
        Privileged: false,
        CapDrop: ['ALL'],
        CapAdd: service === 'worker' ? ['SYS_PTRACE'] : null,
        SecurityOpt: expect.arrayContaining(['no-new-privileges:true']),
      });
      expect(HostConfig.Memory).toBeGreaterThan(0);
      expect(HostConfig.NanoCpus).toBeGreaterThan(0);
      expect(HostConfig.PidsLimit).toBeGreaterThan(0);
    }
    const withSocket = containers.filter(({ Mounts }) =>
      Mounts.some(({ Source }) => Source.endsWith('docker.sock')),
    );
    expect(withSocket.map(({ service }) => service)).toEqual(['worker']);
  });

  it('keeps secrets out of what `docker inspect` shows', async () => {
    const environment = (await stack.inspect()).flatMap(({ Config }) => Config.Env);

    expect(environment.filter((pair) => /^[A-Z_]*(PASSWORD|SECRET|TOKEN|_URL)=/.test(pair))).toEqual(
      environment.filter((pair) => pair.startsWith('TOUCHSTONE_PUBLIC_URL=')),
    );
  });

  it('serves the page, says that it is ready, and judges what is submitted through the proxy', async () => {
    const [ready, page, metrics] = [await ask('/readyz'), await ask('/'), await ask('/metrics')];

    const verdict = await learner.judge(EXERCISE, 'node', ACCEPTED);

    expect(JSON.parse(ready.text)).toEqual({ status: 'ready', postgres: 'up', redis: 'up' });
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('<div id="root">') });
    expect(metrics.status).toBe(404);
    expect(verdict).toMatchObject({ outcome: 'accepted', score: 100, attempt: 1 });
  }, 120_000);

  it('goes on serving and judging while one of the replicas is gone', async () => {
    const [victim] = await stack.inspect('api');
    execFileSync('docker', ['kill', victim!.Id], { stdio: 'ignore' });

    const answers: unknown[] = [];
    for (let n = 0; n < 10; n++) {
      const { status, soon } = await ask('/readyz');
      answers.push({ status, soon });
    }
    const verdict = await learner.judge(EXERCISE, 'node', ACCEPTED);

    expect(answers).toEqual(answers.map(() => ({ status: 200, soon: true })));
    expect(verdict).toMatchObject({ outcome: 'accepted' });
    execFileSync('docker', ['start', victim!.Id], { stdio: 'ignore' });
    await waitUntil(isWell, 60_000, () => 'the replica did not come back');
  }, 180_000);

  it('drains when it is stopped: what is being judged is judged to its end, and nothing of it is left', async () => {
    const id = await learner.submit(EXERCISE, 'node', ACCEPTED);
    await learner.watch(id, null, (seen) => seen.event.type === 'status' && seen.event.status === 'testing');
    const [worker] = await stack.inspect('worker');

    await stack.command('stop');

    const said = execFileSync('docker', ['logs', worker!.Id], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(said).toMatch(new RegExp(`judged submission ${id}: accepted, score 100, attempt 1`));
    const ended = await stack.inspect();
    expect(
      ended.map(({ service, State }) => ({ service, exit: State.ExitCode, killed: State.OOMKilled })),
    ).toEqual(ended.map(({ service }) => ({ service, exit: 0, killed: false })));
    expect(podsNamedIn(said)).not.toEqual([]);
    expect(podsNamedIn(said).flatMap(containersOf)).toEqual([]);
  }, 240_000);
});

const podsNamedIn = (log: string): string[] =>
  [...log.matchAll(/pod ([0-9a-f]{12}), made/g)].map(([, pod = '']) => pod);

const containersOf = (pod: string): string[] =>
  execFileSync('docker', ['ps', '-aq', '--filter', `label=touchstone.pod=${pod}`], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
