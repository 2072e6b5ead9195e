import { describeEach, onServer, type Name } from './quay.ts';
import { listLacks } from './order.ts';

const order = (name: Name, on: Name, condition: string): string[] =>
  listLacks(onServer(), name, on, condition);

describe('Start order', () => {
  it('starts the migration when PostgreSQL is healthy', () => {
    expect({ migrate: order('migrate', 'database', 'service_healthy') }).toEqual({ migrate: [] });
  });

  it('starts the API and the worker when the migration has succeeded', () => {
    expect(
      describeEach(['api', 'worker'], (name) => order(name, 'migrate', 'service_completed_successfully')),
    ).toEqual({ api: [], worker: [] });
  });

  it('starts the API and the worker when PostgreSQL and Redis are healthy', () => {
    expect(
      describeEach(['api', 'worker'], (name) => [
        ...order(name, 'database', 'service_healthy'),
        ...order(name, 'cache', 'service_healthy'),
      ]),
    ).toEqual({ api: [], worker: [] });
  });

  it('starts the front when the API is healthy', () => {
    expect({ front: order('front', 'api', 'service_healthy') }).toEqual({ front: [] });
  });
});
