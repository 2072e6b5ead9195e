import {
  execute,
  getOperationAST,
  getVariableValues,
  parse,
  validate,
  type DocumentNode,
  type GraphQLError,
} from 'graphql';
import { Refusal, toError } from './errors.ts';
import { checkLimits } from './limits.ts';
import { createLoaders } from './loaders.ts';
import { schema } from './resolvers.ts';

// Everything is read once.
const shared = { loaders: createLoaders() };

type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The result of an operation that is run, errors of its fields included. */
export async function answer(body: unknown): Promise<JsonObject> {
  const { query, variables, operationName } = readRequest(body);
  const document = readDocument(query);
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Refusal(400, 'BAD_REQUEST', 'No operation of the document is meant.');
  const { coerced, errors: misfits } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    variables,
  );
  if (!coerced) throw refuse(misfits);
  checkLimits(document, operation, coerced);

  const { data, errors } = await execute({
    schema,
    document,
    operationName,
    variableValues: variables,
    contextValue: shared,
  });
  return { data: data ?? null, ...(errors && { errors: errors.map(toError) }) };
}

function readRequest(body: unknown) {
  if (!isObject(body)) throw new Refusal(400, 'BAD_REQUEST', 'The body must be an object.');
  const { query, variables, operationName } = body;
  if (typeof query !== 'string') throw new Refusal(400, 'BAD_REQUEST', 'query must be a string.');
  if (variables != null && !isObject(variables))
    throw new Refusal(400, 'BAD_REQUEST', 'variables must be an object.');
  if (operationName != null && typeof operationName !== 'string')
    throw new Refusal(400, 'BAD_REQUEST', 'operationName must be a string.');
  return { query, variables: variables ?? {}, operationName };
}

function readDocument(query: string): DocumentNode {
  let document;
  try {
    document = parse(query);
  } catch (error) {
    throw refuse([error as GraphQLError]);
  }
  const mistakes = validate(schema, document);
  if (mistakes.length > 0) throw refuse(mistakes);
  return document;
}

function refuse(mistakes: readonly GraphQLError[]): Refusal {
  return new Refusal(400, 'BAD_REQUEST', mistakes.map(({ message }) => message).join(' '));
}
