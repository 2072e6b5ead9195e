import { z } from 'zod';
import { shownName } from './shown-name.js';
import { timestamp } from './timestamp.js';

const address = () => z.url({ protocol: /^https?$/ }).max(500);
const word = () => z.string().trim().min(1).max(255);

/** A learning platform (Moodle, Canvas, …) as its administrator's page describes it. */
export const LtiPlatformRequest = z.strictObject({
  name: shownName(),
  /** `iss` of its messages: a name, which is never visited. */
  issuer: word(),
  clientId: word(),
  authorizationUrl: address(),
  tokenUrl: address(),
  keysUrl: address(),
  /** Where its line items are: `https://school.example`. Scores go nowhere else. */
  lineItemOrigin: address(),
  deploymentIds: z.array(word()).min(1).max(20),
});
export type LtiPlatformRequest = z.infer<typeof LtiPlatformRequest>;

export const LtiPlatform = z.object({
  id: z.uuid(),
  ...LtiPlatformRequest.shape,
  createdAt: timestamp(),
});
export type LtiPlatform = z.infer<typeof LtiPlatform>;

/** There are few: the list comes whole. */
export const LtiPlatforms = z.object({ items: z.array(LtiPlatform) });
export type LtiPlatforms = z.infer<typeof LtiPlatforms>;
