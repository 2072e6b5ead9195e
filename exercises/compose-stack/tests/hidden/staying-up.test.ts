import { findStorage } from './storage.ts';
import { judgeImage, judgeProgram } from './images.ts';
import { cpusOf, graceOf, logOf, memoryOf, replicasOf, restartOf } from './limits.ts';
import { describeEach, FACTS, LASTING, NAMES, onServer } from './quay.ts';

const SERVER_MIB = 4096;
const RESERVED_MIB = 512;
const MOST_CPUS = 1.5;
const MOST_LOG_MIB = 100;

describe('Staying up', () => {
  it('brings every lasting service back after a reboot', () => {
    const services = onServer();
    const policies = describeEach(LASTING, (name) => {
      const policy = restartOf(services[name]);
      return policy === 'always' || policy === 'unless-stopped' ? 'comes back' : `restart: ${policy}`;
    });

    expect(policies).toEqual(describeEach(LASTING, () => 'comes back'));
  });

  it('lets the migration rest once it has succeeded', () => {
    const policy = restartOf(onServer().migrate);

    expect({ migrate: policy === 'no' || policy === 'on-failure' ? 'rests' : `restart: ${policy}` }).toEqual({
      migrate: 'rests',
    });
  });

  it('lets every service have the memory that it needs', () => {
    const services = onServer();
    const room = describeEach(NAMES, (name) => {
      const limit = memoryOf(services[name]);
      if (limit === null) return 'has no limit';
      return limit >= FACTS[name].mib
        ? 'has it'
        : `is ended at ${Math.floor(limit)} MiB, needs ${FACTS[name].mib}`;
    });

    expect(room).toEqual(describeEach(NAMES, () => 'has it'));
  });

  it('keeps 512 MiB of memory from all services together', () => {
    const services = onServer();
    const limits = describeEach(NAMES, (name) => memoryOf(services[name]) ?? 'no limit');
    expect({ withoutLimit: NAMES.filter((name) => limits[name] === 'no limit') }).toEqual({
      withoutLimit: [],
    });

    const sum = NAMES.reduce((total, name) => total + Number(limits[name]) * replicasOf(services[name]), 0);
    const most = SERVER_MIB - RESERVED_MIB;
    expect({ limits, together: sum <= most ? 'fit' : `${sum} MiB, and ${most} are there` }).toEqual({
      limits,
      together: 'fit',
    });
  });

  it('keeps every service from taking both CPUs', () => {
    const services = onServer();
    const shares = describeEach(NAMES, (name) => {
      const cpus = cpusOf(services[name]);
      return cpus !== null && cpus <= MOST_CPUS ? 'leaves some' : `takes ${cpus ?? 'what there is'}`;
    });

    expect(shares).toEqual(describeEach(NAMES, () => 'leaves some'));
  });

  it('gives every service the time to end that it needs', () => {
    const services = onServer();
    const ends = describeEach(LASTING, (name) => {
      const seconds = graceOf(services[name]);
      const { endsIn } = FACTS[name];
      return seconds >= endsIn ? 'ends by itself' : `is killed after ${seconds} s, needs ${endsIn} s`;
    });

    expect(ends).toEqual(describeEach(LASTING, () => 'ends by itself'));
  });

  it('keeps logs of every service, 100 MiB of each at most', () => {
    const services = onServer();
    const logs = describeEach(NAMES, (name) => {
      const most = logOf(services[name]);
      if (typeof most === 'string') return most;
      if (most === Infinity) return 'grows without end';
      return most <= MOST_LOG_MIB ? 'kept, and small enough' : `grows to ${most} MiB`;
    });

    expect(logs).toEqual(describeEach(NAMES, () => 'kept, and small enough'));
  });

  it('keeps the data of PostgreSQL and Redis in volumes with names', () => {
    const { database, cache } = onServer();
    const folder = database.environment.PGDATA ?? '/var/lib/postgresql/data';
    const places = {
      database: findStorage(database, folder, '/var/lib/postgresql/data'),
      cache: findStorage(cache, '/data', '/data'),
    };

    expect({ database: places.database.kind, cache: places.cache.kind }).toEqual({
      database: 'a volume with a name',
      cache: 'a volume with a name',
    });
    expect({ shared: places.database.source === places.cache.source }).toEqual({ shared: false });
  });

  it('runs images that stay the same', () => {
    const services = onServer();

    expect(describeEach(NAMES, (name) => judgeImage(services[name], name))).toEqual(
      describeEach(NAMES, () => 'stays the same'),
    );
  });

  it('starts the programs of the table with their variables', () => {
    const services = onServer();
    const addresses = { DATABASE_URL: 'postgres://quay@database:5432/quay', QUAY_ENV: 'production' };
    const wanted = {
      api: { program: 'quay api', ...addresses, REDIS_URL: 'redis://cache:6379' },
      worker: { program: 'quay worker', ...addresses, REDIS_URL: 'redis://cache:6379' },
      migrate: { program: 'quay migrate', ...addresses },
      database: { POSTGRES_USER: 'quay', POSTGRES_DB: 'quay' },
      cache: { program: 'redis-server --appendonly yes' },
    };

    const seen = Object.entries(wanted).map(([name, { ...keys }]) => {
      const service = services[name as keyof typeof wanted];
      return [
        name,
        Object.fromEntries(
          Object.keys(keys).map((key) => [
            key,
            key === 'program' ? judgeProgram(service) : service.environment[key],
          ]),
        ),
      ];
    });

    expect(Object.fromEntries(seen)).toEqual(wanted);
  });
});
