import type { Service } from './compose.ts';
import {
  givesUpAfter,
  judgeCache,
  judgeDatabase,
  judgeHttp,
  judgeWorker,
  noticesWithin,
  readHealthCheck,
  type HealthCheck,
} from './health.ts';
import { describeEach, FACTS, LASTING, onServer } from './quay.ts';

const MOST_SECONDS = 90;

function need(service: Service): HealthCheck {
  const check = readHealthCheck(service);
  if (check === null) throw new Error(`${service.name} has no health check.`);
  return check;
}

describe('Health checks', () => {
  it('asks the API and the front over HTTP', () => {
    const { api, front } = onServer();

    expect({ api: judgeHttp(api, '/healthz'), front: judgeHttp(front, '/nginx-health') }).toEqual({
      api: 'is asked for /healthz',
      front: 'is asked for /nginx-health',
    });
  });

  it('asks the worker by its own command', () => {
    expect({ worker: judgeWorker(onServer().worker) }).toEqual({ worker: 'is asked by quay alive' });
  });

  it('asks PostgreSQL the way in which other services reach it', () => {
    expect({ database: judgeDatabase(onServer().database) }).toEqual({ database: 'is asked over TCP' });
  });

  it('calls Redis healthy when it answers PONG', () => {
    expect({ cache: judgeCache(onServer().cache) }).toEqual({ cache: 'has to answer PONG' });
  });

  it('notices within 90 seconds that a service hangs', () => {
    const services = onServer();
    const late = describeEach(LASTING, (name) => {
      const seconds = noticesWithin(need(services[name]));
      return seconds <= MOST_SECONDS ? 'in time' : `after ${seconds} s`;
    });

    expect(late).toEqual(describeEach(LASTING, () => 'in time'));
  });

  it('calls no service unhealthy that is still starting', () => {
    const services = onServer();
    const early = describeEach(LASTING, (name) => {
      const seconds = givesUpAfter(need(services[name]));
      const { startsIn } = FACTS[name];
      return seconds >= startsIn ? 'has its time' : `after ${seconds} s, but it needs ${startsIn} s`;
    });

    expect(early).toEqual(describeEach(LASTING, () => 'has its time'));
  });
});
