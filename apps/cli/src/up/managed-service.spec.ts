import { describe, expect, it } from '@jest/globals';
import { toContainer, urlOf, type ManagedService } from './managed-service.js';

const aService = (changes: Partial<ManagedService> = {}): ManagedService => ({
  name: 'postgres',
  set: 'platform',
  image: 'sha256:1',
  port: 45001,
  password: 'secret',
  hostNetwork: true,
  ...changes,
});

describe('toContainer', () => {
  it('opens the service on the loopback address only (P21)', () => {
    const inHost = toContainer(aService());
    const inDesktop = toContainer(aService({ hostNetwork: false }));

    expect(inHost.Env).toEqual(
      expect.arrayContaining(['TOUCHSTONE_LISTEN=127.0.0.1', 'TOUCHSTONE_PORT=45001']),
    );
    expect(inDesktop.HostConfig?.PortBindings).toEqual({
      '5432/tcp': [{ HostIp: '127.0.0.1', HostPort: '45001' }],
    });
  });

  it('keeps the data of the platform in a labelled volume and the data of tests in memory', () => {
    const platform = toContainer(aService());
    const test = toContainer(aService({ set: 'test' }));

    expect(platform.HostConfig?.Mounts?.[0]).toMatchObject({
      Type: 'volume',
      Target: '/data',
      VolumeOptions: { Labels: { 'touchstone.managed': 'true' } },
    });
    expect(test.HostConfig?.Mounts).toBeUndefined();
    expect(Object.keys(test.HostConfig?.Tmpfs ?? {})).toContain('/data');
  });

  it('is labelled as managed and as belonging to no pod, so that reset finds it and the janitor does not', () => {
    const labels = toContainer(aService()).Labels ?? {};

    expect(labels['touchstone.managed']).toBe('true');
    expect(Object.keys(labels)).not.toContain('touchstone.pod');
  });

  it('holds no privilege', () => {
    const { HostConfig } = toContainer(aService());

    expect(HostConfig).toMatchObject({
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ReadonlyRootfs: true,
    });
  });
});

describe('urlOf', () => {
  it('names user, password, port and database (P21)', () => {
    expect(urlOf(aService())).toBe('postgres://touchstone:secret@127.0.0.1:45001/touchstone');
    expect(urlOf(aService({ name: 'redis' }))).toBe('redis://default:secret@127.0.0.1:45001/0');
  });
});
