import { RCODES, SOA, TYPES, type DnsRecord, type Message, type TypeName } from './dns.ts';
import { askServers, Failure, sameName, type Network } from './exchange.ts';

const MOST_ALIASES = 8;

export interface Found {
  exists: boolean;
  canonicalName: string;
  data: unknown[];
  expiresAtMs: number;
}

export const isName = (name: string): boolean =>
  name.length <= 253 && name.split('.').every((label) => /^[a-z0-9_-]{1,63}$/.test(label));

/** What one network knows: a new one begins with a new resolver. */
export class Resolver {
  readonly #network: Network;
  readonly #cache = new Map<string, Found>();
  readonly #pending = new Map<string, Promise<Found>>();

  constructor(network: Network) {
    this.#network = network;
  }

  /** @param name in lower case */
  resolve(name: string, type: TypeName): Promise<Found> {
    const key = `${type} ${name}`;
    const cached = this.#cache.get(key);
    if (cached && cached.expiresAtMs > performance.now()) return Promise.resolve(cached);
    this.#cache.delete(key);

    let pending = this.#pending.get(key);
    if (!pending) {
      pending = this.#lookUp(name, TYPES[type])
        .then((found) => {
          if (found.expiresAtMs > performance.now()) this.#cache.set(key, found);
          return found;
        })
        .finally(() => this.#pending.delete(key));
      this.#pending.set(key, pending);
    }
    return pending;
  }

  async #lookUp(name: string, type: number): Promise<Found> {
    let canonicalName = name;
    let expiresAtMs = Infinity;
    const keepFor = (seconds: number) => {
      expiresAtMs = Math.min(expiresAtMs, performance.now() + seconds * 1000);
    };
    let aliases = 0;
    while (true) {
      const message = await askServers(this.#network, canonicalName, type);
      const asked = canonicalName;
      while (true) {
        const records = recordsOf(message, canonicalName, type);
        if (records.length > 0) {
          for (const { ttl } of records) keepFor(ttl);
          return { exists: true, canonicalName, data: records.map(({ data }) => data), expiresAtMs };
        }
        const alias = recordsOf(message, canonicalName, TYPES.CNAME)[0];
        if (!alias) break;
        if ((aliases += 1) > MOST_ALIASES) throw new Failure(502, 'too many aliases');
        keepFor(alias.ttl);
        canonicalName = (alias.data as string).toLowerCase();
      }
      const exists = message.rcode !== RCODES.NXDOMAIN;
      if (exists && canonicalName !== asked) continue;
      expiresAtMs = performance.now() + negativeTtl(message) * 1000;
      return { exists, canonicalName, data: [], expiresAtMs };
    }
  }
}

const recordsOf = (message: Message, name: string, type: number): DnsRecord[] =>
  message.answers.filter(
    (record) => record.type === type && record.class === 1 && sameName(record.name, name),
  );

/** RFC 2308 §5. Without an SOA nobody knows how long it holds. */
function negativeTtl(message: Message): number {
  const soa = message.authorities.find(({ type }) => type === SOA);
  return soa ? Math.min(soa.ttl, (soa.data as { minimum: number }).minimum) : 0;
}
