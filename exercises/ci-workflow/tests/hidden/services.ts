import { toFields, toTexts, type Fields, type Job } from './workflow.ts';

/** Port of the runner for a port that the workflow leaves to GitHub. */
const ANY_PORT = 49_153;

/** The context `job.services`: where the ports of each service container are on the runner. */
export function describeServices({ fields }: Job): Fields {
  return Object.fromEntries(
    Object.entries(toFields(fields.services)).map(([name, service]) => [
      name,
      { id: name, ports: listPorts(toFields(service)) },
    ]),
  );
}

/** Ports of the runner by those of the container. */
function listPorts({ ports }: Fields): Readonly<Record<string, number>> {
  return Object.fromEntries(
    toTexts(ports).map((text) => {
      const parts = (text.split('/')[0] ?? '').split(':');
      return [parts.at(-1) ?? '', parts.length > 1 ? Number(parts.at(-2)) : ANY_PORT];
    }),
  );
}

export interface Database {
  readonly image: string;
  /** Flags of `docker create`. */
  readonly options: string;
  /** Of the runner, null when nothing leads to PostgreSQL. */
  readonly port: number | null;
  readonly env: Fields;
}

/** The PostgreSQL among the service containers of a job. */
export function findDatabase(job: Job): Database | null {
  const services = Object.values(toFields(job.fields.services)).map(toFields);
  const service = services.find(({ image }) => /postg/i.test(String(image)));
  if (service === undefined) return null;
  return {
    image: String(service.image),
    options: String(service.options ?? ''),
    port: listPorts(service)['5432'] ?? null,
    env: toFields(service.env),
  };
}

/** What the variable has to be, in parts. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export function readAddress(url: string): Address | null {
  if (!URL.canParse(url)) return null;
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname === '127.0.0.1' || hostname === '[::1]' ? 'localhost' : hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
  };
}
