import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from '#contracts';
import { PROBLEM_CODES } from './refuses.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Answer = Operation['responses'][string];

/** Adds to every operation the problems it answers with, by status: each code with its meaning. */
export function describeProblems(document: OpenAPIObject): void {
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.patch, path.delete]) {
      if (operation !== undefined) Object.assign(operation.responses, toAnswers(takeCodes(operation)));
    }
  }
}

/** The declared codes, which leave the document as such, and those that follow from the operation itself. */
function takeCodes(operation: Operation & { [PROBLEM_CODES]?: readonly ProblemCode[] }): ProblemCode[] {
  const declared = operation[PROBLEM_CODES] ?? [];
  delete operation[PROBLEM_CODES];
  const places = (operation.parameters ?? []).map((parameter) => ('in' in parameter ? parameter.in : ''));
  const following: ProblemCode[] = [];
  if (operation.requestBody !== undefined) {
    following.push('malformed-request', 'invalid-input', 'body-too-large', 'unsupported-media-type');
  }
  if (places.includes('query') || places.includes('header')) following.push('invalid-input');
  if (places.includes('path')) following.push('not-found');
  if (operation.security !== undefined) following.push('unauthenticated');
  return [...new Set([...following, ...declared])];
}

function toAnswers(codes: readonly ProblemCode[]): Record<string, Answer> {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))];
  const answers = statuses.map((status) => [status, toAnswer(status, codes)] as const);
  return { ...Object.fromEntries(answers), default: problem('Any other refusal or failure.') };
}

function toAnswer(status: number, codes: readonly ProblemCode[]): Answer {
  const ofStatus = codes.filter((code) => PROBLEMS[code].status === status);
  const answer = problem(ofStatus.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join('\n\n'));
  return status === 429 ? { ...answer, headers: RETRY_AFTER } : answer;
}

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds after which the request may be sent again.',
    schema: { type: 'integer' as const },
  },
};

function problem(description: string) {
  const schema = { $ref: '#/components/schemas/Problem' };
  return { description, content: { 'application/problem+json': { schema } } };
}
