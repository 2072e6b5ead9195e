/**
 * SECURITY: no open redirect: a path of our own pages, whatever was asked for. What a browser would read as another
 * origin (`//host`, `/\host`, a scheme, control characters that it drops) becomes the front page.
 */
export function toOwnPath(next: string | null | undefined): string {
  return next && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : '/';
}
