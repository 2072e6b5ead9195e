import { step } from '@touchstone/kit';
import { play, REVISION } from './play.ts';
import { toAbsolute, type Start, type State } from './state.ts';

const INITS = ['tini', 'dumb-init', 'catatonit'];
const nameOf = (program: string): string => program.slice(program.lastIndexOf('/') + 1);

/** The words that a container begins with. */
function wordsOf(parts: readonly Start[]): string[] {
  return parts.flatMap(({ exec, text }) => exec ?? ['/bin/sh', '-c', text]);
}

/** The process that SIGTERM reaches: behind an init, and behind a shell that has given its place up. */
function findService({ start }: State): string[] {
  const words = wordsOf(start);
  const [first = ''] = words;
  const rest = INITS.includes(nameOf(first))
    ? words.slice(1).filter((word) => !/^-[sgv-]/.test(word))
    : words;
  const unwrapped = nameOf(rest[0] ?? '') === 'docker-entrypoint.sh' ? rest.slice(1) : rest;
  const isShell = /^(?:ba|da)?sh$/.test(nameOf(unwrapped[0] ?? ''));
  const script = isShell ? (unwrapped[2] ?? '').trim() : '';
  return /^exec [^;&|]+$/.test(script) ? script.split(/\s+/).slice(1) : unwrapped;
}

const secondsOf = (text: string | undefined, otherwise: number): number => {
  const parts = [...(text ?? '').matchAll(/([\d.]{1,12})(ms|s|m|h)/g)];
  const unit: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
  return parts.length === 0
    ? otherwise
    : parts.reduce((sum, [, number, name]) => sum + Number(number) * (unit[name ?? ''] ?? 0), 0);
};

describe('Running', () => {
  it('does not run as root', () => {
    const [user = ''] = play().last.user.split(':');

    expect(['', 'root', '0'].includes(user) ? 'root' : 'somebody else').toBe('somebody else');
  });

  it('runs as a user that there is', () => {
    const { user, users } = play().last;
    const [name = ''] = user.split(':');
    expect(name).not.toBe('root');

    if (!/^\d+$/.test(name)) expect([...users]).toContain(name);
  });

  it('lets SIGTERM reach the service', async () => {
    const { last } = play();
    const [program = ''] = findService(last);

    expect(nameOf(program)).toBe('node');
    await step('the signal that the container is stopped by', () =>
      expect(last.stopSignal).toMatch(/^(?:(?:SIG)?TERM|15)$/i),
    );
  });

  it('starts what it ships', async () => {
    const { last } = play();
    const words = last.start
      .flatMap(({ exec, text }) => exec ?? [text])
      .flatMap((word) => word.split(/[\s"']+/));
    const main = words.find((word) => word.endsWith('server.js')) ?? 'nothing';

    await step('the file that the container starts', () => {
      expect([...last.files]).toContain(toAbsolute(last.cwd, main));
    });
    await step('its dependencies, in a folder above', () => {
      const folder = toAbsolute(last.cwd, `${main}/../..`);
      expect([...last.files]).toContain(toAbsolute(folder, 'node_modules/fastify/index.js'));
    });
  });

  it('finds an init where it starts one', () => {
    const { start, packages, image } = play().last;
    const [first = ''] = wordsOf(start);
    expect(start.map(({ text }) => text)).not.toEqual([]);

    const needed = INITS.filter((name) => nameOf(first) === name && !image.includes(name));
    expect(needed.filter((name) => !packages.has(name))).toEqual([]);
  });

  it('asks for the health of the service often enough, and not for long', () => {
    const { health } = play().last;
    expect(health === null ? 'no health check' : 'a health check').toBe('a health check');

    const interval = secondsOf(health?.flags.get('interval'), 30);
    const timeout = secondsOf(health?.flags.get('timeout'), 30);
    expect({ interval, timeout: Math.max(timeout, 5) }).toEqual({
      interval: Math.min(interval, 30),
      timeout: 5,
    });
  });

  it('asks by a program that is in the image', () => {
    const { health, image, packages, env } = play().last;
    const port = health?.text.includes('PORT') ? env.get('PORT') : '';
    const text = `${health?.text ?? ''} ${port ?? ''}`;
    expect(text).toContain('/healthz');
    expect(text).toContain('3000');

    const [program = ''] = /\b(?:node|curl|wget)\b/.exec(text) ?? [];
    const isThere =
      program === 'node' || packages.has(program) || (program === 'wget' && image.includes('alpine'));
    expect(isThere ? 'in the image' : `${program} is not in ${image}`).toBe('in the image');
  });

  it('says what it is: environment, port, revision', () => {
    const { env, ports, labels } = play().last;

    expect({
      NODE_ENV: env.get('NODE_ENV'),
      port: ports.map((port) => port.replace(/\/tcp$/i, '')).find((port) => /^3000(?:\/|$)/.test(port)),
      revision: labels.get('org.opencontainers.image.revision'),
    }).toEqual({ NODE_ENV: 'production', port: '3000', revision: REVISION });
  });
});
