import { z } from 'zod';
import { TokenPair } from './account.js';
import { timestamp } from './timestamp.js';

/** With whose accounts one can sign in, where the operator set it up. */
export const SignInProvider = z.enum(['github', 'oidc']);
export type SignInProvider = z.infer<typeof SignInProvider>;

export const SignInProviders = z.object({
  items: z.array(z.object({ id: SignInProvider, name: z.string() })),
});
export type SignInProviders = z.infer<typeof SignInProviders>;

/** `next`: the page of ours to open afterwards. */
export const StartSignInQuery = z.strictObject({ next: z.string().max(500).optional() });
export type StartSignInQuery = z.infer<typeof StartSignInQuery>;

/** The page sends it when it is opened after signing in elsewhere; a second time with the password, when asked for it. */
export const FinishSignInRequest = z.strictObject({ password: z.string().max(200).optional() });
export type FinishSignInRequest = z.infer<typeof FinishSignInRequest>;

/**
 * `password-needed`: there is an account for this e-mail address. Whoever proves its password can sign in to it both
 * ways from now on.
 */
export const SignInResult = z.discriminatedUnion('result', [
  z.object({ result: z.literal('logged-in'), tokens: TokenPair, next: z.string() }),
  z.object({ result: z.literal('password-needed'), email: z.string(), provider: z.string() }),
]);
export type SignInResult = z.infer<typeof SignInResult>;

/** With whom an account is linked: a provider, or the learning platform of that id. */
export const LinkedProviderId = z
  .string()
  .regex(/^(github|oidc|lti:[0-9a-f-]{36})$/, 'name a provider that your account is linked with');
export type LinkedProviderId = z.infer<typeof LinkedProviderId>;

/** `open`: one can sign in with it; false once the operator has taken it away. */
export const LinkedProvider = z.object({
  id: LinkedProviderId,
  name: z.string(),
  open: z.boolean(),
  linkedAt: timestamp(),
});
export type LinkedProvider = z.infer<typeof LinkedProvider>;

/** There are few: the list comes whole. */
export const LinkedProviders = z.object({ items: z.array(LinkedProvider) });
export type LinkedProviders = z.infer<typeof LinkedProviders>;

/** `password` is left out by whoever has none. */
export const ChangeLinkRequest = z.strictObject({ password: z.string().max(200).optional() });
export type ChangeLinkRequest = z.infer<typeof ChangeLinkRequest>;

/** Where to send the browser, which comes back to `/account`. */
export const LinkStart = z.object({ url: z.string() });
export type LinkStart = z.infer<typeof LinkStart>;

/** Why signing in elsewhere did not lead to an account; the page is opened with `?problem=<key>`. */
export const SIGN_IN_PROBLEMS = {
  cancelled: 'You did not allow it, so nobody was signed in.',
  expired: 'Signing in took too long, or began in another window: start again.',
  refused: 'The answer that came back was not to our question, so nobody was signed in: start again.',
  unreachable: 'The provider could not be reached: try again in a moment, or log in with your password.',
  'unknown-platform': 'The learning platform that sent you is not known here: ask its administrator.',
  'registration-closed': 'There is no account for you here, and registration is closed: ask the operator.',
  'other-sign-in':
    'There is already an account with your e-mail address, which signs in another way: use that one.',
  'unverified-email':
    'There is already an account with your e-mail address, but the provider does not vouch that the address is yours: ' +
    'verify it there, or log in with your password.',
  'linked-elsewhere':
    'That account elsewhere is linked to another account here: unlink it there first, or sign in with it.',
} as const satisfies Record<string, string>;
export type SignInProblem = keyof typeof SIGN_IN_PROBLEMS;

/** The same for whoever is logged in and wanted to link; `/account?problem=<key>`. What is missing reads as above. */
export const LINK_PROBLEMS: Readonly<Partial<Record<SignInProblem, string>>> = {
  cancelled: 'You did not allow it, so nothing was linked.',
  expired: 'It took too long, or began in another window, so nothing was linked: start again.',
  refused: 'The answer that came back was not to our question, so nothing was linked: start again.',
  unreachable: 'The provider could not be reached, so nothing was linked: try again in a moment.',
};
