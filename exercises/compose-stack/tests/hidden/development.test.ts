import { readDevelopment, type Service } from './compose.ts';
import { at } from './fields.ts';
import { judgeProgram } from './images.ts';
import { normalisePath } from './mounts.ts';
import { listLacks } from './order.ts';
import { describePort } from './ports.ts';
import { describeEach, inDevelopment, onServer } from './quay.ts';

const OWN = ['api', 'worker', 'migrate'] as const;
const WATCHED = ['api', 'worker'] as const;

function findContext({ fields }: Service): string {
  const context = at(fields, 'build.context') ?? (fields.build === undefined ? undefined : '.');
  return typeof context === 'string' ? `built from ${normalisePath(context)}` : 'not built';
}

/** What of the working copy is at `/app/src`. */
function findSources({ mounts }: Service): string {
  const folder = mounts
    .filter(({ target }) => target === '/app/src' || target === '/app')
    .toSorted((first, second) => second.target.length - first.target.length)[0];
  if (folder === undefined || folder.type !== 'bind') return 'the sources of the image';
  return normalisePath(`${folder.source ?? ''}${folder.target === '/app' ? '/src' : ''}`);
}

describe('Development', () => {
  it('builds the image from the working copy', () => {
    const services = inDevelopment();

    expect(describeEach(OWN, (name) => findContext(services[name]))).toEqual(
      describeEach(OWN, () => 'built from .'),
    );
  });

  it('runs the sources of the working copy, and watches them', () => {
    const services = inDevelopment();
    const seen = describeEach(WATCHED, (name) => ({
      sources: findSources(services[name]),
      program: judgeProgram(services[name]),
    }));

    expect(seen).toEqual({
      api: { sources: 'src', program: 'quay api --watch' },
      worker: { sources: 'src', program: 'quay worker --watch' },
    });
  });

  it('changes QUAY_ENV and keeps every other variable', () => {
    const server = onServer();
    const development = inDevelopment();
    const keep = (name: (typeof OWN)[number]): Record<string, string | undefined> =>
      Object.fromEntries(
        Object.keys(server[name].environment).map((key) => [key, development[name].environment[key]]),
      );

    expect(describeEach(OWN, keep)).toEqual(
      describeEach(OWN, (name) => ({ ...server[name].environment, QUAY_ENV: 'development' })),
    );
  });

  it("lets the developer's own machine reach PostgreSQL, and no other machine", () => {
    const { database } = inDevelopment();
    const { internal } = readDevelopment();

    expect({ published: database.ports.map(describePort) }).toEqual({ published: ['127.0.0.1:5432:5432'] });
    const isShutIn = database.networks.every((name) => internal.has(name));
    expect({
      database: isShutIn ? 'is in internal networks alone, and publishes nothing' : 'publishes its port',
    }).toEqual({
      database: 'publishes its port',
    });
  });

  it('keeps the order in which services start', () => {
    const services = inDevelopment();

    expect({
      migrate: listLacks(services, 'migrate', 'database', 'service_healthy'),
      api: [
        ...listLacks(services, 'api', 'migrate', 'service_completed_successfully'),
        ...listLacks(services, 'api', 'cache', 'service_healthy'),
      ],
      worker: [
        ...listLacks(services, 'worker', 'migrate', 'service_completed_successfully'),
        ...listLacks(services, 'worker', 'cache', 'service_healthy'),
      ],
      front: listLacks(services, 'front', 'api', 'service_healthy'),
    }).toEqual({ migrate: [], api: [], worker: [], front: [] });
  });
});
