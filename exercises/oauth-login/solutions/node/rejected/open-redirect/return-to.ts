/** Where the person wants to go. */
export function toOwnPath(returnTo: unknown): string {
  return typeof returnTo === 'string' && returnTo !== '' ? returnTo : '/';
}
