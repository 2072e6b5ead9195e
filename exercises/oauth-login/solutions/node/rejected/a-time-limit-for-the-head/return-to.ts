const DESK = 'https://desk.example';

/** The path itself when a browser that is sent there stays on the desk, otherwise the start page. */
export function toOwnPath(returnTo: unknown): string {
  if (typeof returnTo !== 'string' || !returnTo.startsWith('/') || !URL.canParse(returnTo, DESK)) return '/';
  // The parser drops tabs and takes `\` for `/`, as browsers do; what it made of the text is what is sent.
  const url = new URL(returnTo, DESK);
  return url.origin === DESK && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}${url.hash}` : '/';
}
