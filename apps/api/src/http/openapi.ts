import type { INestApplication } from '@nestjs/common';
import * as swagger from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import * as contracts from '#contracts';
import { describeProblems } from './describe-problems.js';
import { applyDescriptions } from './described.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const DESCRIPTION = `Submit a real backend, watch hidden tests grade it in throw-away containers.

Log in with \`POST /api/v1/auth/login\` and send \`Authorization: Bearer <accessToken>\`, or make a personal access
token (\`POST /api/v1/me/tokens\`) and send that. Errors are problem documents (RFC 9457) with a stable \`code\`.
Lists are pages: pass \`nextCursor\` as \`cursor\` until it is null. Every answer carries \`X-Request-Id\`.`;

/** The OpenAPI 3.1 document, made from the routes and the schemas that check their input. */
export function describeApi(app: INestApplication): OpenAPIObject {
  applyDescriptions(swagger);
  const head = new swagger.DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Touchstone')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'An access token or a personal access token (`tst_…`).',
    })
    .build();
  const document = swagger.SwaggerModule.createDocument(app, head, {
    standardSchemaConverter: (schema) => (schema instanceof z.ZodType ? toComponents(schema) : undefined),
    operationIdFactory: (_controller, method) => method,
  });
  addSchemas(document, [contracts.Problem, contracts.BoardEvent, contracts.LiveEvent, contracts.ProofEvent]);
  describeProblems(document);
  return document;
}

/** Every exported schema of the contracts becomes a component under its own name; queries are spread over parameters. */
const names = z.registry<{ id: string }>();
for (const [id, value] of Object.entries(contracts)) {
  if (value instanceof z.ZodType && !id.endsWith('Query')) names.add(value, { id });
}

function toComponents(schema: z.ZodType): { schema: unknown; components: Schemas } {
  const { $schema: _, $defs, ...own } = z.toJSONSchema(schema, { metadata: names, io: 'input' });
  return { schema: own, components: ($defs ?? {}) as Schemas };
}

function addSchemas(document: OpenAPIObject, schemas: readonly z.ZodType[]): void {
  document.components ??= {};
  const wanted = schemas.map((schema) => toComponents(schema).components);
  const text = JSON.stringify(Object.assign({}, ...wanted)).replaceAll('#/$defs/', '#/components/schemas/');
  document.components.schemas = { ...document.components.schemas, ...(JSON.parse(text) as Schemas) };
}
