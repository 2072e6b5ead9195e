import { z } from 'zod';
import { ExerciseSlug } from '#contracts';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const AGS = 'https://purl.imsglobal.org/spec/lti-ags';
export const SCORE_SCOPE = `${AGS}/scope/score`;

/** What an author set up in the platform for the link; anything else that a platform adds is left out. */
const Custom = z.object({
  exercise: ExerciseSlug.optional().catch(undefined),
  cohort: z.uuid().optional().catch(undefined),
});

const Endpoint = z.object({
  scope: z.array(z.string()).default([]),
  lineitem: z.string().max(2000).optional(),
});

/** The claims of a resource link launch: https://www.imsglobal.org/spec/lti/v1p3#resource-link-launch-request-message */
export const LaunchMessage = z
  .object({
    sub: z.string().min(1).max(255),
    nonce: z.string(),
    azp: z.string().optional(),
    name: z.string().nullish(),
    email: z.string().nullish(),
    [`${CLAIM}/message_type`]: z.literal('LtiResourceLinkRequest'),
    [`${CLAIM}/version`]: z.literal('1.3.0'),
    [`${CLAIM}/deployment_id`]: z.string(),
    [`${CLAIM}/resource_link`]: z.object({ id: z.string().min(1).max(255) }),
    [`${CLAIM}/custom`]: Custom.default({}),
    [`${AGS}/claim/endpoint`]: Endpoint.optional(),
  })
  .transform((claims) => ({
    subject: claims.sub,
    nonce: claims.nonce,
    party: claims.azp,
    name: claims.name ?? null,
    email: claims.email ?? null,
    deploymentId: claims[`${CLAIM}/deployment_id`],
    custom: claims[`${CLAIM}/custom`],
    lineItem: toLineItem(claims[`${AGS}/claim/endpoint`]),
  }));
export type LaunchMessage = z.infer<typeof LaunchMessage>;

/** Null when the platform takes no score for the link. */
function toLineItem(endpoint: z.infer<typeof Endpoint> | undefined): string | null {
  if (endpoint?.lineitem === undefined || !endpoint.scope.includes(SCORE_SCOPE)) return null;
  return endpoint.lineitem;
}
