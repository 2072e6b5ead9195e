import { copySchema } from './copy-schema.js';
import { isFields, type DocumentNode } from './document-node.js';
import { OpenApiMistake } from './openapi-mistake.js';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const PLACES = ['query', 'header', 'path', 'cookie'];

export interface OpenApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  /** As it is written, references followed; null when it has `content` instead. */
  readonly schema: unknown;
}

export interface ReadOperation {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly deprecated: boolean;
  readonly parameters: readonly OpenApiParameter[];
  /** By status as it is written: `200`, `4XX` or `default`. */
  readonly responses: ReadonlyMap<string, DocumentNode>;
}

/** @throws OpenApiMistake where the document breaks OpenAPI 3.1 */
export function readOperations(document: DocumentNode): readonly ReadOperation[] {
  if (!/^3\.1\.\d+$/.test(document.child('openapi').text()))
    throw document.child('openapi').mistake('is 3.1.0 or a later 3.1', document.child('openapi').value);
  const info = document.child('info');
  info.child('title').text();
  info.child('version').text();
  for (const [, schema] of document.child('components').child('schemas').children()) copySchema(schema);
  const operations = document.child('paths').children().flatMap(readPath);
  refuseSharedIds(document);
  return operations;
}

function readPath([path, item]: readonly [string, DocumentNode]): ReadOperation[] {
  if (!path.startsWith('/')) throw new OpenApiMistake(item.place, 'a path begins with /');
  return METHODS.filter((method) => item.child(method).value !== undefined).map((method) =>
    readOperation(method, path, item),
  );
}

function readOperation(method: string, path: string, item: DocumentNode): ReadOperation {
  const operation = item.child(method);
  const { deprecated = false } = operation.fields();
  if (typeof deprecated !== 'boolean')
    throw operation.child('deprecated').mistake('is true or false', deprecated);
  const parameters = new Map<string, OpenApiParameter>();
  for (const node of [...item.child('parameters').elements(), ...operation.child('parameters').elements()]) {
    const parameter = readParameter(node);
    parameters.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  checkPathParameters(operation, path, [...parameters.values()]);
  return {
    method: method.toUpperCase(),
    path,
    deprecated,
    parameters: [...parameters.values()],
    responses: readResponses(operation.child('responses')),
  };
}

function readParameter(node: DocumentNode): OpenApiParameter {
  const { required = false, schema, content } = node.fields();
  const place = node.child('in').text();
  if (!PLACES.includes(place)) throw node.child('in').mistake(`is one of ${PLACES.join(', ')}`, place);
  if (typeof required !== 'boolean') throw node.child('required').mistake('is true or false', required);
  if ((schema === undefined) === (content === undefined))
    throw new OpenApiMistake(node.place, 'a parameter has either a schema or a content');
  if (schema !== undefined) copySchema(node.child('schema'));
  return {
    name: node.child('name').text(),
    in: place,
    required,
    schema: schema === undefined ? null : node.child('schema').resolve().value,
  };
}

function checkPathParameters(
  operation: DocumentNode,
  path: string,
  parameters: readonly OpenApiParameter[],
): void {
  const inPath = parameters.filter(({ in: place }) => place === 'path');
  const named = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name ?? '');
  for (const name of named) {
    if (inPath.some((parameter) => parameter.name === name && parameter.required)) continue;
    const problem = `{${name}} of ${path} is described as a parameter in path, required: true`;
    throw new OpenApiMistake(operation.place, `OpenAPI 3.1 says that ${problem}; it is not`);
  }
  const stray = inPath.find(({ name }) => !named.includes(name));
  if (stray) throw new OpenApiMistake(operation.place, `there is no {${stray.name}} in ${path}`);
}

function readResponses(node: DocumentNode): ReadonlyMap<string, DocumentNode> {
  const responses = new Map(node.children());
  if (responses.size === 0) throw node.mistake('names at least one response', node.value);
  for (const [status, response] of responses) {
    if (!/^([1-5](\d\d|XX)|default)$/.test(status))
      throw new OpenApiMistake(
        response.place,
        'a response goes by its status, by 4XX and the like, or default',
      );
    response.child('description').text();
    for (const [, header] of response.child('headers').children()) header.fields();
    for (const [, media] of response.child('content').children()) {
      media.fields();
      if (media.child('schema').value !== undefined) copySchema(media.child('schema'));
    }
  }
  return responses;
}

function refuseSharedIds(document: DocumentNode): void {
  const seen = new Set<string>();
  for (const [, item] of document.child('paths').children()) {
    for (const method of METHODS) {
      const operation = item.child(method);
      if (!isFields(operation.value) || operation.value.operationId === undefined) continue;
      const id = operation.child('operationId').text();
      if (seen.has(id)) throw new OpenApiMistake(operation.place, `the operationId ${id} is there twice`);
      seen.add(id);
    }
  }
}
