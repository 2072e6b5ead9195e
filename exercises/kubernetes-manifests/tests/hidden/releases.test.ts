import { askedBy, readProbe } from './probes.ts';
import { bothPrograms, graceOf, planRelease, readProgram, secondsBeforeEnd } from './programs.ts';

const LIVEZ = 'GET /livez on 8080';

describe('Releases', () => {
  it('keeps as many pods of the shop ready as it has replicas', () => {
    const shop = readProgram('shop');

    expect({ replicas: shop.replicas, enough: shop.replicas >= 3 }).toEqual({
      replicas: shop.replicas,
      enough: true,
    });
    expect({ podsMissingDuringARelease: planRelease(shop).missing }).toEqual({
      podsMissingDuringARelease: 0,
    });
  });

  it('sends requests only to pods that can serve them', () => {
    const probe = readProbe(readProgram('shop'), 'readinessProbe');

    expect({ readinessAsks: askedBy(probe) }).toEqual({ readinessAsks: 'GET /readyz on 8080' });
  });

  it('gives the shop 60 seconds to start', () => {
    const shop = readProgram('shop');
    const startup = readProbe(shop, 'startupProbe');
    const first = startup ?? readProbe(shop, 'livenessProbe');
    const seconds = first === null ? Infinity : first.delay + first.patience;

    expect({ secondsToStart: seconds, enough: seconds >= 60 }).toEqual({
      secondsToStart: seconds,
      enough: true,
    });
  });

  it('restarts a shop that hangs within a minute', () => {
    const probe = readProbe(readProgram('shop'), 'livenessProbe');

    expect({ livenessAsks: probe === null ? 'nothing' : 'something' }).toEqual({ livenessAsks: 'something' });
    const { patience } = probe!;
    expect({ secondsUntilRestart: patience, soon: patience <= 60 }).toEqual({
      secondsUntilRestart: patience,
      soon: true,
    });
  });

  it('does not restart the shop because its database is away', () => {
    const shop = readProgram('shop');
    const startup = readProbe(shop, 'startupProbe');

    expect({ livenessAsks: askedBy(readProbe(shop, 'livenessProbe')) }).toEqual({ livenessAsks: LIVEZ });
    expect({ startupAsks: startup === null ? LIVEZ : startup.asks }).toEqual({ startupAsks: LIVEZ });
  });

  it('lets the shop finish every request that was sent to it', () => {
    const shop = readProgram('shop');
    const before = secondsBeforeEnd(shop);
    const left = graceOf(shop) - before;

    expect({ secondsBeforeItIsToldToEnd: before, enough: before >= 5 }).toEqual({
      secondsBeforeItIsToldToEnd: before,
      enough: true,
    });
    expect({ secondsForItsRequests: left, enough: left >= 25 }).toEqual({
      secondsForItsRequests: left,
      enough: true,
    });
  });

  it('never runs two mailers', () => {
    const { kind, replicas, spec } = readProgram('mailer');
    const strategy =
      kind === 'StatefulSet' ? 'one after the other' : ((spec.strategy ?? {}) as { type?: string }).type;

    expect({ mailers: replicas }).toEqual({ mailers: 1 });
    expect({ release: strategy ?? 'RollingUpdate' }).toEqual({
      release: kind === 'StatefulSet' ? 'one after the other' : 'Recreate',
    });
  });

  it('lets the mailer finish its mail', () => {
    const mailer = readProgram('mailer');
    const left = graceOf(mailer) - secondsBeforeEnd(mailer);

    expect({ secondsForItsMail: left, enough: left >= 60 }).toEqual({
      secondsForItsMail: left,
      enough: true,
    });
  });

  it('restarts a mailer that hangs within two minutes', () => {
    const probe = readProbe(readProgram('mailer'), 'livenessProbe');

    expect({ livenessAsks: askedBy(probe) }).toEqual({ livenessAsks: 'mailer alive' });
    const { patience } = probe!;
    expect({ secondsUntilRestart: patience, soon: patience <= 120 }).toEqual({
      secondsUntilRestart: patience,
      soon: true,
    });
  });

  it('runs the images of this release', () => {
    for (const { name, container } of bothPrograms())
      expect(container.image).toMatch(
        new RegExp(`^(?:docker\\.io/)?kettle/${name}:3\\.14\\.2(?:@sha256:[0-9a-f]{64})?$`),
      );
  });
});
