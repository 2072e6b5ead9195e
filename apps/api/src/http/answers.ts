import { applyDecorators, HttpCode, SerializeOptions } from '@nestjs/common';
import type { z } from 'zod';
import { ApiResponse } from './described.js';

/**
 * States what a route answers: the status, and the schema that documents the body and cuts away whatever it does
 * not name (threat P06). Headers are told by name.
 */
export function Answers(
  status: number,
  schema: z.ZodType,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): MethodDecorator {
  const described = Object.entries(headers).map(
    ([name, text]) => [name, { description: text, schema: { type: 'string' as const } }] as const,
  );
  return applyDecorators(
    HttpCode(status),
    ApiResponse({ status, standardSchema: schema, description, headers: Object.fromEntries(described) }),
    SerializeOptions({ schema }),
  );
}

/** A route that answers 204. */
export function AnswersNothing(description: string): MethodDecorator {
  return applyDecorators(HttpCode(204), ApiResponse({ status: 204, description }));
}

/** A route that sends a browser on; it writes the answer itself. */
export function AnswersWithRedirect(description: string): MethodDecorator {
  const headers = { Location: { description: 'Where to go.', schema: { type: 'string' as const } } };
  return applyDecorators(ApiResponse({ status: 302, description, headers }));
}
