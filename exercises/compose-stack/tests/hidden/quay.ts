import { readDevelopment, readServer, type Service, type Stack } from './compose.ts';

export const NAMES = ['front', 'api', 'worker', 'migrate', 'database', 'cache'] as const;
export type Name = (typeof NAMES)[number];

/** Services that do not end by themselves. */
export const LASTING = ['front', 'api', 'worker', 'database', 'cache'] as const satisfies Name[];

interface Facts {
  readonly mib: number;
  /** Seconds; the migration is not asked how it is, and nobody stops it. */
  readonly startsIn: number;
  readonly endsIn: number;
  readonly writesTo: readonly string[];
}

/** The table of the statement. */
export const FACTS: Readonly<Record<Name, Facts>> = {
  front: { mib: 64, startsIn: 2, endsIn: 5, writesTo: ['/tmp'] },
  api: { mib: 400, startsIn: 40, endsIn: 25, writesTo: ['/tmp'] },
  worker: { mib: 700, startsIn: 5, endsIn: 60, writesTo: ['/tmp'] },
  migrate: { mib: 200, startsIn: 0, endsIn: 0, writesTo: [] },
  database: { mib: 1024, startsIn: 30, endsIn: 30, writesTo: ['/tmp', '/var/run/postgresql'] },
  cache: { mib: 200, startsIn: 10, endsIn: 10, writesTo: [] },
};

/** Where the paths of a service's secrets are told, and which file is meant. */
export const SECRETS: Readonly<Record<Name, Readonly<Record<string, string>>>> = {
  front: {},
  api: { DATABASE_PASSWORD_FILE: 'database_password', SESSION_KEY_FILE: 'session_key' },
  worker: { DATABASE_PASSWORD_FILE: 'database_password', PAYMENT_KEY_FILE: 'payment_key' },
  migrate: { DATABASE_PASSWORD_FILE: 'database_password' },
  database: { POSTGRES_PASSWORD_FILE: 'database_password' },
  cache: {},
};

export function findService({ services }: Stack, name: Name): Service {
  const service = services.get(name);
  if (service === undefined)
    throw new Error(`There is no service ${name}, only ${[...services.keys()].join(', ')}.`);
  return service;
}

function readAll(stack: Stack): Record<Name, Service> {
  return Object.fromEntries(NAMES.map((name) => [name, findService(stack, name)])) as Record<Name, Service>;
}

export function onServer(): Record<Name, Service> {
  const stack = readServer();
  const others = [...stack.services.keys()].filter((name) => !(NAMES as readonly string[]).includes(name));
  if (others.length > 0)
    throw new Error(`There are services on the server that are not in the statement: ${others.join(', ')}.`);
  return readAll(stack);
}

export const inDevelopment = (): Record<Name, Service> => readAll(readDevelopment());

/** For each of the services that are named, what `look` says of it. */
export const describeEach = <One extends Name, Seen>(
  names: readonly One[],
  look: (name: One) => Seen,
): Record<string, Seen> => Object.fromEntries(names.map((name) => [name, look(name)]));
