import { Refusal } from '#contracts';

/** `any` is for tests, and for a platform on a wire that nobody else is on. */
export type AllowedAddresses = 'https' | 'any';

/**
 * SECURITY: P15: addresses of platforms are an admin's to give; ours to hold to TLS, without a password in them.
 * @throws Refusal `invalid-input`
 */
export function checkPlatformAddresses(
  addresses: Readonly<Record<string, string>>,
  allowed: AllowedAddresses,
): void {
  const errors = Object.entries(addresses)
    .filter(([, address]) => !isAllowed(new URL(address), allowed))
    .map(([path]) => ({ path, message: 'write an address that starts with https:// and holds no password' }));
  if (errors.length === 0) return;
  throw new Refusal('invalid-input', 'Addresses of a platform start with https:// and hold no password.', {
    errors,
  });
}

/** Whether a score may be sent there: to where the admin said the platform's line items are, and nowhere else. */
export function isLineItemOf(lineItem: string, lineItemOrigin: string): boolean {
  return URL.canParse(lineItem) && new URL(lineItem).origin === new URL(lineItemOrigin).origin;
}

function isAllowed({ protocol, username, password }: URL, allowed: AllowedAddresses): boolean {
  return (protocol === 'https:' || allowed === 'any') && username === '' && password === '';
}
