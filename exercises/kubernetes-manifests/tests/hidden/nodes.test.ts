import { at, fieldsAt, readObjects, toFields, toList } from './objects.ts';
import { resolveShare, toMib, toMillis } from './numbers.ts';
import { bothPrograms, planRelease, readProgram, type Program } from './programs.ts';
import { selects } from './selectors.ts';

const NEEDS = { shop: { cpu: 200, memory: 300 }, mailer: { cpu: 50, memory: 200 } };
const MOST_MIB = 512;
const NODES = 5;
const HOST = 'kubernetes.io/hostname';

/** What a container asks for; where it says nothing, that is its limit. */
function askedFor({ container }: Program): { cpu: number | null; memory: number | null } {
  const requests = fieldsAt(container, 'resources.requests');
  const limits = fieldsAt(container, 'resources.limits');
  return { cpu: toMillis(requests.cpu ?? limits.cpu), memory: toMib(requests.memory ?? limits.memory) };
}

const limitOf = ({ container }: Program): number | null => toMib(at(container, 'resources.limits.memory'));

/** Whether something keeps two pods of it from sharing a node. */
function isKeptApart({ pod, labels }: Program): boolean {
  const terms = toList(
    at(pod, 'affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution'),
  ).map(toFields);
  const constraints = toList(pod.topologySpreadConstraints).map(toFields);
  return (
    terms.some((term) => term.topologyKey === HOST && selects(term.labelSelector, labels)) ||
    constraints.some(
      (one) =>
        one.topologyKey === HOST &&
        one.maxSkew === 1 &&
        (one.whenUnsatisfiable ?? 'DoNotSchedule') === 'DoNotSchedule' &&
        selects(one.labelSelector, labels),
    )
  );
}

/** For each disruption budget that has to do with the program: how many pods of those it looks after may go at once. */
function listBudgets(program: Program): number[] {
  const all = bothPrograms();
  return readObjects()
    .filter(
      ({ kind, fields }) =>
        kind === 'PodDisruptionBudget' && selects(at(fields, 'spec.selector'), program.labels),
    )
    .map(({ fields }) => {
      const pods = all
        .filter(({ labels }) => selects(at(fields, 'spec.selector'), labels))
        .reduce((sum, { replicas }) => sum + replicas, 0);
      const { minAvailable, maxUnavailable } = fieldsAt(fields, 'spec');
      if (maxUnavailable !== undefined) return Math.min(pods, resolveShare(maxUnavailable, pods, Math.ceil));
      return Math.max(0, pods - resolveShare(minAvailable ?? 1, pods, Math.ceil));
    });
}

describe('Nodes', () => {
  it('asks for the CPU and the memory that each program needs', () => {
    for (const program of bothPrograms()) {
      const needs = NEEDS[program.name];
      const asked = askedFor(program);
      const isFair = (value: number | null, need: number): boolean =>
        value !== null && value >= need && value <= 2 * need;

      expect({
        program: program.name,
        asked,
        cpuIsFair: isFair(asked.cpu, needs.cpu),
        memoryIsFair: isFair(asked.memory, needs.memory),
      }).toEqual({ program: program.name, asked, cpuIsFair: true, memoryIsFair: true });
    }
  });

  it('ends a container that takes more than 512 MiB', () => {
    const endless = bothPrograms().filter((program) => (limitOf(program) ?? Infinity) > MOST_MIB);

    expect({ takeMore: endless.map(({ name }) => name) }).toEqual({ takeMore: [] });
  });

  it('does not end a container that takes the memory it needs', () => {
    const ended = bothPrograms().filter(
      (program) => (limitOf(program) ?? Infinity) < NEEDS[program.name].memory,
    );

    expect({ endedTooSoon: ended.map(({ name }) => name) }).toEqual({ endedTooSoon: [] });
  });

  it('puts no two pods of the shop on one node', () => {
    expect({ keptApart: isKeptApart(readProgram('shop')) }).toEqual({ keptApart: true });
  });

  it('has a node for every pod of the shop, also during a release', () => {
    const shop = readProgram('shop');
    const most = shop.replicas + planRelease(shop).extra;

    expect({ podsAtOnce: most, fit: most <= NODES }).toEqual({ podsAtOnce: most, fit: true });
  });

  it('lets a node be emptied', () => {
    for (const program of bothPrograms()) {
      const stuck = listBudgets(program).filter((mayGo) => mayGo < 1);
      expect({ program: program.name, budgetsThatLetNobodyGo: stuck.length }).toEqual({
        program: program.name,
        budgetsThatLetNobodyGo: 0,
      });
    }
    // Kubernetes evicts no pod that two budgets look after.
    expect({
      budgetsOfTheShop: listBudgets(readProgram('shop')).length < 2 ? 'one at most' : 'several',
    }).toEqual({
      budgetsOfTheShop: 'one at most',
    });
  });

  it('leaves two pods of the shop where they are while a node is emptied', () => {
    const shop = readProgram('shop');
    const mayGo = Math.min(shop.replicas, ...listBudgets(shop));

    expect({ stay: shop.replicas - mayGo, enough: shop.replicas - mayGo >= 2 }).toEqual({
      stay: shop.replicas - mayGo,
      enough: true,
    });
  });
});
