import { at, fieldsAt, readObjects, toFields, toList, type Fields } from './objects.ts';
import { orDefault, resolveShare } from './numbers.ts';
import { selects, toLabels, type Labels } from './selectors.ts';

export type ProgramName = 'shop' | 'mailer';

/** A program as the cluster would run it. */
export interface Program {
  readonly name: ProgramName;
  readonly kind: string;
  readonly spec: Fields;
  readonly replicas: number;
  readonly labels: Labels;
  readonly pod: Fields;
  readonly container: Fields;
}

export const PROGRAMS: readonly ProgramName[] = ['shop', 'mailer'];

export const bothPrograms = (): Program[] => PROGRAMS.map(readProgram);

export function readProgram(name: ProgramName): Program {
  const found = readObjects().filter(
    (one) => one.name === name && (one.kind === 'Deployment' || one.kind === 'StatefulSet'),
  );
  const [object] = found;
  if (object === undefined || found.length > 1)
    throw new Error(
      `There are ${found.length} Deployments and StatefulSets called ${name}; there has to be one.`,
    );
  const spec = fieldsAt(object.fields, 'spec');
  const labels = toLabels(at(spec, 'template.metadata.labels'));
  if (at(spec, 'selector') === undefined || !selects(spec.selector, labels))
    throw new Error(
      `Kubernetes refuses the ${object.kind} ${name}: its selector does not take its own pods.`,
    );
  const pod = fieldsAt(spec, 'template.spec');
  const containers = toList(pod.containers);
  if (containers.length !== 1 || toList(pod.initContainers).length > 0)
    throw new Error(
      `The pods of ${name} have ${containers.length} containers, or init containers; there has to be one.`,
    );
  return {
    name,
    kind: object.kind,
    spec,
    replicas: orDefault(spec.replicas, 1),
    labels,
    pod,
    container: toFields(containers[0]),
  };
}

/** How a release goes: how many pods may be missing meanwhile, and how many too many. */
export function planRelease({ kind, spec, replicas }: Program): { missing: number; extra: number } {
  if (kind === 'StatefulSet') return { missing: Math.min(1, replicas), extra: 0 };
  if (at(spec, 'strategy.type') === 'Recreate') return { missing: replicas, extra: 0 };
  const { maxUnavailable = '25%', maxSurge = '25%' } = fieldsAt(spec, 'strategy.rollingUpdate');
  const extra = resolveShare(maxSurge, replicas, Math.ceil);
  const missing = resolveShare(maxUnavailable, replicas, Math.floor);
  // With neither, a release could not begin: one may be missing then.
  return { missing: missing === 0 && extra === 0 ? 1 : missing, extra };
}

/** Seconds that a pod waits before its program is told to end. */
export function secondsBeforeEnd({ container }: Program): number {
  const preStop = fieldsAt(container, 'lifecycle.preStop');
  const seconds = at(preStop, 'sleep.seconds');
  if (seconds !== undefined) return Number(seconds);
  const command = toList(at(preStop, 'exec.command')).map(String).join(' ');
  return Number(/^(?:\S*sh -c )?(?:exec )?(?:\/\S*\/)?sleep (\d+)s?;?$/.exec(command)?.[1] ?? 0);
}

/** From the moment a pod is told to end until its program is killed. */
export const graceOf = ({ pod }: Program): number => orDefault(pod.terminationGracePeriodSeconds, 30);

/** The number of a port that is told by number or by the name it has in the container. */
export function resolvePort(port: unknown, { container }: Program): number | null {
  if (typeof port === 'number' || /^\d+$/.test(String(port))) return Number(port);
  const named = toList(container.ports)
    .map(toFields)
    .find((one) => one.name === port);
  return named === undefined ? null : Number(named.containerPort);
}
