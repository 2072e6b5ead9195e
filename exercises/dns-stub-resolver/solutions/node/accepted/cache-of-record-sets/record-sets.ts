import { RCODES, SOA, TYPES, type Message } from './dns.ts';
import { ask, Refusal, type Network } from './servers.ts';

export type { Network };

/** All records of one name and type; without data, that there are none. */
interface RecordSet {
  exists: boolean;
  data: unknown[];
  untilMs: number;
}

export interface End extends RecordSet {
  name: string;
}

/** Keeps sets of records rather than answers: an alias and what it leads to live as long as each of them may. */
export class RecordSets {
  readonly #network: Network;
  readonly #sets = new Map<string, RecordSet>();
  readonly #questions = new Map<string, Promise<Map<string, RecordSet>>>();

  constructor(network: Network) {
    this.#network = network;
  }

  /** Goes from alias to alias. What was heard on this walk holds until its end, also with a TTL of 0. */
  async walk(first: string, type: number): Promise<End> {
    const heard = new Map<string, RecordSet>();
    let untilMs = Infinity;
    let name = first;
    for (let aliases = 0; aliases <= 8;) {
      const set = this.#get(heard, name, type);
      if (set) return { ...set, name, untilMs: Math.min(untilMs, set.untilMs) };
      const alias = this.#get(heard, name, TYPES.CNAME);
      if (alias && alias.data.length > 0) {
        untilMs = Math.min(untilMs, alias.untilMs);
        name = alias.data[0] as string;
        aliases += 1;
        continue;
      }
      for (const [key, told] of await this.#ask(name, type)) heard.set(key, told);
    }
    throw new Refusal(502, { error: 'aliases without an end' });
  }

  #get(heard: Map<string, RecordSet>, name: string, type: number): RecordSet | undefined {
    const kept = this.#sets.get(`${name}/${type}`);
    if (kept && kept.untilMs <= performance.now()) this.#sets.delete(`${name}/${type}`);
    return heard.get(`${name}/${type}`) ?? this.#sets.get(`${name}/${type}`);
  }

  #ask(name: string, type: number): Promise<Map<string, RecordSet>> {
    const key = `${name}/${type}`;
    const asked = this.#questions.get(key);
    if (asked) return asked;
    const asking = ask(this.#network, name, type)
      .then((message) => {
        const sets = readSets(message, name, type);
        for (const [told, set] of sets) if (set.untilMs > performance.now()) this.#sets.set(told, set);
        return sets;
      })
      .finally(() => this.#questions.delete(key));
    this.#questions.set(key, asking);
    return asking;
  }
}

/** The sets on the way from the name that was asked for: nothing else of a message is of interest. */
function readSets(message: Message, asked: string, type: number): Map<string, RecordSet> {
  const sets = new Map<string, RecordSet>();
  const setOf = (owner: string, kind: number): RecordSet | null => {
    const records = message.answers.filter((record) => {
      return record.name.toLowerCase() === owner && record.type === kind && record.class === 1;
    });
    if (records.length === 0) return null;
    const data = records.map((record) =>
      kind === TYPES.CNAME ? (record.data as string).toLowerCase() : record.data,
    );
    return { exists: true, data, untilMs: after(Math.min(...records.map(({ ttl }) => ttl))) };
  };

  let name = asked;
  while (!sets.has(`${name}/${TYPES.CNAME}`)) {
    const set = setOf(name, type);
    if (set) return sets.set(`${name}/${type}`, set);
    const alias = setOf(name, TYPES.CNAME);
    if (!alias) break;
    sets.set(`${name}/${TYPES.CNAME}`, alias);
    name = alias.data[0] as string;
  }
  const exists = message.rcode !== RCODES.NXDOMAIN;
  const isCircle = sets.has(`${name}/${TYPES.CNAME}`);
  if (!isCircle && (!exists || name === asked)) {
    const soa = message.authorities.find((record) => record.type === SOA);
    const ttl = soa ? Math.min(soa.ttl, (soa.data as { minimum: number }).minimum) : 0;
    sets.set(`${name}/${type}`, { exists, data: [], untilMs: after(ttl) });
  }
  return sets;
}

const after = (seconds: number): number => performance.now() + seconds * 1000;
