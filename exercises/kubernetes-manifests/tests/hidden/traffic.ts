import { at, fieldsAt, isFields, readObjects, toFields, toList, type Fields } from './objects.ts';
import { resolvePort, type Program } from './programs.ts';
import { selects, type Labels } from './selectors.ts';

/** A pod that knocks. */
export interface Sender {
  readonly namespace: string;
  readonly labels: Labels;
}

/** Policies that have to do with what comes to a program, or with what it calls. */
function listPolicies({ labels }: Program, direction: 'Ingress' | 'Egress'): Fields[] {
  return readObjects()
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ fields }) => fieldsAt(fields, 'spec'))
    .filter((spec) => selects(spec.podSelector ?? {}, labels) && typesOf(spec).includes(direction));
}

/** Where a policy says nothing: what comes, and what is called as soon as there is a rule for it. */
function typesOf({ policyTypes, egress }: Fields): readonly unknown[] {
  if (policyTypes !== undefined) return toList(policyTypes);
  return toList(egress).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

/** Whether a connection from a pod to a port of a program is let through. */
export function reaches(from: Sender, program: Program, port: number): boolean {
  const policies = listPolicies(program, 'Ingress');
  const rules = policies.flatMap(({ ingress }) => toList(ingress)).map(toFields);
  return (
    policies.length === 0 ||
    rules.some((rule) => isOpenFor(from, rule.from) && isOpenAt(port, rule.ports, program))
  );
}

function isOpenFor({ namespace, labels }: Sender, from: unknown): boolean {
  const peers = toList(from).map(toFields);
  const ofNamespace = { 'kubernetes.io/metadata.name': namespace };
  return (
    peers.length === 0 ||
    peers.some(({ ipBlock, namespaceSelector, podSelector }) => {
      if (isFields(ipBlock)) return ['0.0.0.0/0', '::/0'].includes(String(ipBlock.cidr));
      const isThere =
        namespaceSelector === undefined ? namespace === 'kettle' : selects(namespaceSelector, ofNamespace);
      return isThere && (podSelector === undefined || selects(podSelector, labels));
    })
  );
}

function isOpenAt(port: number, ports: unknown, program: Program): boolean {
  const open = toList(ports).map(toFields);
  return (
    open.length === 0 ||
    open.some((one) => {
      if ((one.protocol ?? 'TCP') !== 'TCP') return false;
      if (one.port === undefined) return true;
      const first = resolvePort(one.port, program) ?? Infinity;
      return port >= first && port <= Number(one.endPort ?? first);
    })
  );
}

/** Whether a program may call whom it likes. */
export function callsAnybody(program: Program): boolean {
  const policies = listPolicies(program, 'Egress');
  const isOpen = (rule: unknown): boolean =>
    toList(at(rule, 'to')).length === 0 && toList(at(rule, 'ports')).length === 0;
  return policies.length === 0 || policies.some(({ egress }) => toList(egress).some(isOpen));
}
