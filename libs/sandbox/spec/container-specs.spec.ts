import { describe, expect, it } from '@jest/globals';
import type { ProgramRuntime } from '#contracts';
import { someLimits } from '#testing';
import { graderSpec } from './grader-spec.js';
import { pauseSpec } from './pause-spec.js';
import type { PodIdentity } from './pod-identity.js';
import { makeServiceAccess, serviceSpec } from './service-spec.js';
import { subjectSpec } from './subject-spec.js';

const identity: PodIdentity = { podId: 'ab12', owner: 'me', slot: 7, pause: 'touchstone-pause-cd34' };
const postgres = makeServiceAccess('postgres');
const redis = makeServiceAccess('redis');
const rabbitmq = makeServiceAccess('rabbitmq');
const shape = {
  kind: 'service' as const,
  index: 1,
  runtime: 'python' as const,
  limits: someLimits(),
  instances: 3,
  services: [postgres, redis, rabbitmq],
  upstreams: ['catalogue', 'prices'],
};

const specs = {
  pause: pauseSpec({ pauseId: 'cd34', owner: 'me' }, 'image'),
  grader: graderSpec({ pauseId: 'cd34', owner: 'me', slot: 7 }, 'image'),
  postgres: serviceSpec(identity, 'image', { access: postgres, kind: 'service' }),
  redis: serviceSpec(identity, 'image', { access: redis, kind: 'service' }),
  rabbitmq: serviceSpec(identity, 'image', { access: rabbitmq, kind: 'service' }),
  subject: subjectSpec(identity, 'image', shape),
};

describe.each(Object.entries(specs))('the spec of the %s', (role, spec) => {
  it('grants nothing that the baseline forbids', () => {
    expect(spec.HostConfig).toMatchObject({
      Privileged: false,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
      IpcMode: 'private',
      PidMode: '',
      LogConfig: { Type: 'none', Config: {} },
      OomScoreAdj: 1000,
    });
    expect(Object.keys(spec.HostConfig!)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/Binds|Mounts|CapAdd|Devices|VolumesFrom|PortBindings/)]),
    );
  });

  it('caps memory and swap together', () => {
    expect(spec.HostConfig!.Memory).toBeGreaterThan(0);
    expect(spec.HostConfig!.MemorySwap).toBe(spec.HostConfig!.Memory);
  });

  it('names its pod, or its pause if it outlives the pod, and its role', () => {
    const outlives = role === 'pause' || role === 'grader';
    const names: Record<string, string> = {
      pause: identity.pause,
      grader: `${identity.pause}-grader`,
      subject: 'touchstone-pod-ab12-subject-1',
    };

    expect(spec.name).toBe(names[role] ?? `touchstone-pod-ab12-${role}`);
    expect(spec.Labels).toMatchObject({
      ...(outlives ? { 'touchstone.pause': 'cd34' } : { 'touchstone.pod': 'ab12' }),
      'touchstone.managed': 'true',
      'touchstone.owner': 'me',
    });
  });

  it('joins the pause’s network, or is the pause', () => {
    const expected = role === 'pause' ? 'none' : `container:${identity.pause}`;

    expect(spec.HostConfig!.NetworkMode).toBe(expected);
  });
});

describe('subjectSpec', () => {
  it('tells the image which kind of program it will run: it loads what that needs before there are files', () => {
    expect(specs.subject.Cmd).toEqual(['service']);
    expect(subjectSpec(identity, 'image', { ...shape, kind: 'module' }).Cmd).toEqual(['module']);
  });

  it('turns the limits of the plan into flags', () => {
    const limits = someLimits({ memoryMib: 100, cpus: 0.25, processes: 40, diskMib: 5 });
    const { HostConfig } = subjectSpec(identity, 'image', { ...shape, limits });

    expect(HostConfig).toMatchObject({ Memory: 100 * 1024 * 1024, NanoCpus: 250_000_000, PidsLimit: 40 });
    expect(HostConfig!.Tmpfs!['/work']).toContain('size=5m,nr_inodes=4096');
    expect(HostConfig!.Ulimits).toContainEqual({
      Name: 'fsize',
      Soft: 5 * 1024 * 1024,
      Hard: 5 * 1024 * 1024,
    });
  });

  it('lets programs be started from one disk, and only where a build makes one (A17)', () => {
    const disksOf = (runtime: ProgramRuntime): string[] => {
      const { Tmpfs } = subjectSpec(identity, 'image', { ...shape, runtime }).HostConfig!;
      return Object.entries(Tmpfs!).map(([path, options]) => `${path} ${options.split(',')[3]}`);
    };

    expect(disksOf('python')).toEqual(['/work noexec', '/tmp noexec']);
    expect(disksOf('go')).toEqual(['/work noexec', '/tmp noexec', '/program exec']);
  });

  it('tells the learner’s role of each service and nothing else', () => {
    const env = specs.subject.Env!;

    expect(env).toEqual([
      'PATH=/usr/local/bin:/usr/bin:/bin',
      'HOME=/work',
      'TMPDIR=/tmp',
      'LANG=C.UTF-8',
      'PORT=8081',
      'INSTANCE=1',
      'PYTHONUNBUFFERED=1',
      'PYTHONDONTWRITEBYTECODE=1',
      `DATABASE_URL=postgres://app:${postgres.subjectPassword}@127.0.0.1:5432/app`,
      `REDIS_URL=redis://app:${redis.subjectPassword}@127.0.0.1:6379`,
      `RABBITMQ_URL=amqp://app:${rabbitmq.subjectPassword}@127.0.0.1:5672/app`,
      'UPSTREAM_CATALOGUE_URL=http://127.0.0.1:9000',
      'UPSTREAM_PRICES_URL=http://127.0.0.1:9001',
      'HOSTNAME',
    ]);
    expect(env.join()).not.toContain(postgres.password);
  });

  it('bounds the open files of all instances by the ports of the pod (G08)', () => {
    const openFiles = (processes: number): number =>
      subjectSpec(identity, 'image', {
        ...shape,
        limits: someLimits({ processes }),
      }).HostConfig!.Ulimits!.find(({ Name }) => Name === 'nofile')!.Hard!;

    expect([openFiles(64), openFiles(128)]).toEqual([256, 128]);
  });
});

describe('makeServiceAccess', () => {
  it('draws passwords that no two pods share', () => {
    const all = [postgres, redis, makeServiceAccess('redis')].flatMap((one) => [
      one.password,
      one.subjectPassword,
    ]);

    expect(new Set(all).size).toBe(6);
    expect(all.every((password) => /^[0-9a-f]{32}$/.test(password))).toBe(true);
  });
});
