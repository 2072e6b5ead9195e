import { artifact } from '@touchstone/kit';

export type Fields = Readonly<Record<string, unknown>>;

/** Something that kubectl sends to the cluster. */
export interface KubeObject {
  readonly kind: string;
  readonly name: string;
  readonly fields: Fields;
}

const VERSIONS = ['v1', 'apps/v1', 'policy/v1', 'networking.k8s.io/v1'];

const VERSION_OF: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  Service: 'v1',
  ServiceAccount: 'v1',
  Secret: 'v1',
  ConfigMap: 'v1',
  List: 'v1',
  PodDisruptionBudget: 'policy/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
};

export const manifestFiles = (): string[] => artifact.files().filter((path) => /\.ya?ml$/.test(path));

/** Everything in the manifests. What kubectl would refuse fails the test. */
export function readObjects(): KubeObject[] {
  const files = manifestFiles();
  if (files.length === 0) throw new Error('There is no .yaml file in the submission.');
  const objects = files.flatMap((path) => artifact.yamlAll(path).flatMap((one) => toObjects(one, path)));
  for (const { kind, name } of objects) {
    const same = objects.filter((other) => other.kind === kind && other.name === name);
    if (same.length > 1) throw new Error(`There are ${same.length} of the ${kind} ${name}.`);
  }
  return objects;
}

function toObjects(value: unknown, path: string): KubeObject[] {
  if (value === null || value === undefined) return [];
  const fields = toFields(value);
  const { kind, apiVersion } = fields;
  if (typeof kind !== 'string' || typeof apiVersion !== 'string')
    throw refusal(path, 'a document has no "kind" or no "apiVersion"');
  const version = VERSION_OF[kind];
  if (!VERSIONS.includes(apiVersion) || (version !== undefined && version !== apiVersion))
    throw refusal(path, `there is no ${kind} in ${apiVersion}`);
  if (kind === 'List') return toList(fields.items).flatMap((item) => toObjects(item, path));
  const { name, namespace } = toFields(fields.metadata);
  if (typeof name !== 'string' || name === '') throw refusal(path, `a ${kind} has no metadata.name`);
  if (namespace !== undefined && namespace !== 'kettle')
    throw refusal(path, `the ${kind} ${name} is in the namespace ${String(namespace)}, not in kettle`);
  return [{ kind, name, fields }];
}

const refusal = (path: string, why: string): Error =>
  new Error(`${path}: kubectl does not take this: ${why}.`);

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const toFields = (value: unknown): Fields => (isFields(value) ? value : {});

export const toList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What is at a path of names, e.g. `spec.template.spec`; undefined where a part of it is not there. */
export const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, name) => toFields(inner)[name], value);

export const fieldsAt = (value: unknown, path: string): Fields => toFields(at(value, path));
