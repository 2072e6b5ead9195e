import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { ContainerCreateOptions } from 'dockerode';
import { someLimits } from '#testing';
import { graderSpec } from './grader-spec.js';
import { patternSpec } from './pattern-spec.js';
import { pauseSpec } from './pause-spec.js';
import { pauseName } from './pod-identity.js';
import { makeServiceAccess, serviceSpec } from './service-spec.js';
import { subjectSpec } from './subject-spec.js';

const identity = {
  podId: '/proc/self/fd/7',
  owner: 'me',
  slot: 7,
  pause: pauseName('/proc/self/fd/8'),
};
const shape = {
  index: 0,
  kind: 'service' as const,
  runtime: 'node' as const,
  limits: someLimits(),
  instances: 1,
  services: [],
  upstreams: [],
};
const subject = subjectSpec(identity, 'sha256:image', shape);
const specs: ContainerCreateOptions[] = [
  pauseSpec({ pauseId: '/proc/self/fd/8', owner: 'me' }, 'sha256:image'),
  graderSpec({ pauseId: '/proc/self/fd/8', owner: 'me', slot: 8 }, 'sha256:image'),
  serviceSpec(identity, 'sha256:image', { access: makeServiceAccess('postgres'), kind: 'service' }),
  serviceSpec(identity, 'sha256:image', { access: makeServiceAccess('redis'), kind: 'service' }),
  subject,
  patternSpec({ pauseId: '/proc/self/fd/8', owner: 'me' }, subject),
];

const ROOT = new URL('../../../', import.meta.url);
const sourcesOf = (folder: string): string[] =>
  readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(int-|e2e-|system-|hostile-)?spec\.ts$/.test(path))
    .filter((path) => !/(^|\/)(test|node_modules)\//.test(path))
    .map((path) => `${folder}/${path}`);

describe('what no submission can change', () => {
  it('is the image and the working directory (A02)', () => {
    expect(specs.map(({ Image }) => Image)).toEqual(specs.map(() => 'sha256:image'));
    expect(specs.map(({ WorkingDir }) => WorkingDir ?? 'the image’s')).toEqual([
      ...['the image’s', '/tmp', 'the image’s', 'the image’s', '/work', 'the image’s'],
    ]);
  });

  it('is that nothing is mounted, so nothing is shared (A03, A08, D28)', () => {
    const mounts = specs.map(({ HostConfig, Volumes }) => [
      ...[HostConfig!.Binds, HostConfig!.Mounts, HostConfig!.VolumesFrom, Volumes],
    ]);

    expect(mounts.flat()).toEqual(mounts.flat().map(() => undefined));
  });

  it('is that nothing is privileged, nothing of the host’s network is used and nothing published (A09, F05, F07)', () => {
    for (const { HostConfig, ExposedPorts } of specs) {
      const { Privileged, NetworkMode, PortBindings, PublishAllPorts } = HostConfig!;
      expect(Privileged).toBe(false);
      expect(NetworkMode).toMatch(/^(none|container:touchstone-pause-.*)$/);
      expect([PortBindings, PublishAllPorts, ExposedPorts]).toEqual([undefined, undefined, undefined]);
    }
  });

  it('is how files travel: no archive is put into a container, or taken from one that ran (A07)', () => {
    const sources = ['libs', 'apps'].flatMap(sourcesOf);
    // The sandbox alone speaks to the engine: elsewhere an archive is one that a person downloads.
    const wordsFor = (path: string) =>
      path.startsWith('libs/sandbox/') ? /putArchive|getArchive|\/archive\b/ : /putArchive|getArchive/;
    const users = sources.filter((path) => wordsFor(path).test(readFileSync(new URL(path, ROOT), 'utf8')));

    // That one reads a list out of a container that is made for it and never started.
    expect(users).toEqual(['libs/sandbox/images/image-libraries.ts']);
    expect(sources.length).toBeGreaterThan(100);
  });
});
