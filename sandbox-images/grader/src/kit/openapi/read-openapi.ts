import { KitFailure, SuiteMistake } from '../failures.js';
import { findExchange, type HttpResponse } from '../http/http-response.js';
import { findScope } from '../scope.js';
import { DocumentNode } from './document-node.js';
import { findMisfit } from './find-misfit.js';
import { OpenApiMistake } from './openapi-mistake.js';
import { readOperations, type OpenApiParameter, type ReadOperation } from './read-operations.js';

/** What a program says of itself. */
export interface OpenApi {
  /** As it came. */
  readonly document: unknown;
  readonly operations: readonly OpenApiOperation[];
  /** Names of path parameters do not matter: `/todos/{id}` finds `/todos/{todo}`. Fails the test when there is none. */
  operation(method: string, path: string): OpenApiOperation;
}

export interface OpenApiOperation {
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  readonly deprecated: boolean;
  /** Those of its path too. */
  readonly parameters: readonly OpenApiParameter[];
  /** Names, in lower case, of the headers that are described for this status. Fails the test when the status is not described. */
  headers(status: number): readonly string[];
  /** Why a body of this status and media type does not fit what is described, in words; null when it does. */
  findMisfit(status: number, mediaType: string, body: unknown): string | null;
  /** Fails the test when status, media type or body of an answer are not as described. */
  check(response: HttpResponse): void;
}

/**
 * Reads an answer as an OpenAPI 3.1 document in JSON. One that is none fails the test in words for its learner, with the place. References
 * stay within the document, those of schemas under `#/components/schemas`. Status and content type are the suite's to check.
 */
export function readOpenApi(response: HttpResponse): OpenApi {
  const exchange = findExchange(response);
  if (!exchange) throw new SuiteMistake('readOpenApi takes a response of the kit.');
  const { method, path } = response.request;
  const inWords: InWords = (work) => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof OpenApiMistake)) throw error;
      findScope()?.exchanges.blame(exchange);
      throw new KitFailure('assertion', `${method} ${path}: ${error.message}`, { cause: error });
    }
  };
  const document = DocumentNode.of(response.json);
  const operations = inWords(() => readOperations(document)).map((read) =>
    toOperation(document, read, inWords),
  );
  return {
    document: document.value,
    operations,
    operation(wantedMethod, wantedPath) {
      const found = operations.find(
        (one) => one.method === wantedMethod.toUpperCase() && nameless(one.path) === nameless(wantedPath),
      );
      if (found) return found;
      return inWords(() => {
        throw new OpenApiMistake('#/paths', `${wantedMethod} ${wantedPath} is not described`);
      });
    },
  };
}

type InWords = <T>(work: () => T) => T;

const nameless = (path: string): string => path.replaceAll(/\{[^{}]*\}/g, '{}');

function toOperation(document: DocumentNode, read: ReadOperation, inWords: InWords): OpenApiOperation {
  const { responses, ...described } = read;
  const name = `${read.method} ${read.path}`;
  const getResponse = (status: number): DocumentNode => {
    const found =
      responses.get(String(status)) ?? responses.get(`${String(status)[0]}XX`) ?? responses.get('default');
    if (!found)
      throw new OpenApiMistake('#/paths', `${name} does not describe an answer of status ${status}`);
    return found;
  };
  const findProblem = (status: number, mediaType: string, body: unknown): string | null => {
    const content = getResponse(status).child('content').children();
    const media = content.find(([type]) => toMediaType(type) === toMediaType(mediaType))?.[1];
    if (!media) return `${mediaType || 'no content type'} is not described for status ${status}`;
    const schema = media.child('schema');
    return schema.value === undefined ? null : findMisfit(document, schema, body);
  };
  return {
    ...described,
    headers: (status) =>
      inWords(() =>
        getResponse(status)
          .child('headers')
          .children()
          .map(([header]) => header.toLowerCase()),
      ),
    findMisfit: (status, mediaType, body) => inWords(() => findProblem(status, mediaType, body)),
    check(response) {
      const { status, headers, request } = response;
      const problem = inWords(() => findProblem(status, headers['content-type'] ?? '', response.json));
      if (problem === null) return;
      const exchange = findExchange(response);
      if (exchange) findScope()?.exchanges.blame(exchange);
      const asked = `${request.method} ${request.path}`;
      throw new KitFailure(
        'assertion',
        `${asked} answered ${status}, not as the OpenAPI document describes ${name}: ${problem}`,
      );
    },
  };
}

const toMediaType = (text: string): string => (text.split(';')[0] ?? '').trim().toLowerCase();
