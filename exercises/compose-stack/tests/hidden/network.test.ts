import { readServer, type Service } from './compose.ts';
import { describePort } from './ports.ts';
import { describeEach, NAMES, onServer, type Name } from './quay.ts';

const CALLS: readonly (readonly [Name, Name])[] = [
  ['front', 'api'],
  ['api', 'database'],
  ['api', 'cache'],
  ['worker', 'database'],
  ['worker', 'cache'],
  ['migrate', 'database'],
];

const share = (first: Service, second: Service): boolean =>
  first.networks.some((network) => second.networks.includes(network));

/** @see https://docs.docker.com/reference/compose-file/networks/#internal */
const waysOut = ({ networks }: Service): string[] => {
  const { internal } = readServer();
  return networks.filter((network) => !internal.has(network));
};

describe('Network', () => {
  it('publishes port 80 of the front, and no other', () => {
    const services = onServer();
    const published = describeEach(NAMES, (name) => services[name].ports.map(describePort));

    expect(published).toEqual({ ...describeEach(NAMES, () => []), front: ['80:8080'] });
    expect({ hostNetwork: NAMES.filter((name) => services[name].fields.network_mode !== undefined) }).toEqual(
      {
        hostNetwork: [],
      },
    );
  });

  it('lets every service reach whom it calls', () => {
    const services = onServer();
    const apart = CALLS.filter(([from, to]) => !share(services[from], services[to]));

    expect({ cannotReach: apart.map(([from, to]) => `${from} → ${to}`) }).toEqual({ cannotReach: [] });
    expect({
      cannotReachTheInternet: (['front', 'worker'] as const).filter(
        (name) => waysOut(services[name]).length === 0,
      ),
    }).toEqual({ cannotReachTheInternet: [] });
  });

  it('keeps the front away from all but the API', () => {
    const { front, ...services } = onServer();
    const others = ['worker', 'migrate', 'database', 'cache'] as const;

    expect({ reaches: others.filter((name) => share(front, services[name])) }).toEqual({ reaches: [] });
  });

  it('keeps PostgreSQL and Redis from reaching the internet', () => {
    const services = onServer();
    const both = ['database', 'cache'] as const;

    const seen = describeEach(both, (name) =>
      waysOut(services[name]).map((network) => `by the network ${network}`),
    );
    expect(seen).toEqual(describeEach(both, () => []));
  });
});
