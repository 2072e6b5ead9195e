import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ContainerCreateOptions } from 'dockerode';
import { localImages } from '#sandbox';
import { someLimits } from '#testing';
import { EngineContainer } from '../pod/engine-container.js';
import { Pause } from '../pod/pause.js';
import { Patterns, readBundle } from '../runc/patterns.js';
import { PipeStock } from '../runc/pipe-stock.js';
import { toRuntimeSpec, type RuntimeSpec } from '../runc/runtime-spec.js';
import { graderSpec } from '../spec/grader-spec.js';
import { makeId } from '../spec/pod-identity.js';
import { makeServiceAccess, serviceSpec } from '../spec/service-spec.js';
import { subjectSpec } from '../spec/subject-spec.js';
import { docker, owner, preparePodImages } from './pod-fixtures.js';

const options = { docker, owner, pauseImage: localImages('pause'), pipes: new PipeStock('') };
const pause = new Pause({ docker, owner, image: localImages('pause') });
const patterns = new Patterns(options);
const made: EngineContainer[] = [];

beforeAll(async () => {
  await preparePodImages();
  await pause.start(() => undefined);
}, 600_000);
afterAll(async () => {
  await Promise.all(made.map((container) => container.remove()));
  await pause.remove();
  await patterns.close();
});

const identity = () => ({ podId: makeId(), owner, slot: 5, pause: pause.name });
const aSubject = (kind: 'service' | 'module', runtime: 'node' | 'python') =>
  subjectSpec(identity(), localImages(runtime), {
    ...{ index: 1, kind, runtime, instances: 2, upstreams: ['billing'] },
    limits: someLimits({ cpus: 0.5 }),
    services: [makeServiceAccess('redis')],
  });
const aService = (name: 'postgres' | 'redis' | 'rabbitmq') =>
  serviceSpec(identity(), localImages(name), { access: makeServiceAccess(name), kind: 'service' });

const ORDERS: Readonly<Record<string, () => ContainerCreateOptions>> = {
  'a service in Node': () => aSubject('service', 'node'),
  'a module in Python': () => aSubject('module', 'python'),
  Postgres: () => aService('postgres'),
  Redis: () => aService('redis'),
  RabbitMQ: () => aService('rabbitmq'),
  'a grader': () => graderSpec({ pauseId: pause.id, owner, slot: 6 }, localImages('grader')),
};

describe('what runc is told to start', () => {
  it.each(Object.keys(ORDERS))('is, for %s, what the engine tells it (A01 to A17)', async (name) => {
    const order = ORDERS[name]!();
    const container = await EngineContainer.create(docker, order);
    made.push(container);
    const run = await container.start({ stdout: () => undefined, stderr: () => undefined });

    const theirs = readBundle(run.pid);

    const network = theirs.linux.namespaces.find(({ type }) => type === 'network')?.path ?? '';
    const { cgroupsPath } = theirs.linux;
    const ours = toRuntimeSpec(await patterns.get(order), order, { network, cgroupsPath });
    expect(inOrder(ours)).toEqual(inOrder(theirs));
    expect(network).toMatch(/^\/proc\/\d+\/ns\/net$/);
  });
});

/** Without what is another for each container, or left out on purpose, and with lists whose order says nothing in one order. */
function inOrder(spec: RuntimeSpec): unknown {
  const { root, hooks = {}, linux, ...rest } = spec;
  const { architectures, ...filter } = linux.seccomp;
  return {
    ...rest,
    linux: { ...linux, seccomp: { ...filter, architecture: architectures[0] } },
    hooks,
    root: { ...root, path: '' },
    process: { ...spec.process, env: [...spec.process.env].sort() },
    mounts: spec.mounts
      .map(({ source = '', ...mount }) => ({ ...mount, source: source.replace(/[0-9a-f]{64}/, '') }))
      .sort((a, b) => (a.destination < b.destination ? -1 : 1)),
  };
}
