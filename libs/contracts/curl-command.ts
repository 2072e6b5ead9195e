import type { HttpExchange } from './test-failure.js';

type Request = HttpExchange['request'];

/**
 * The command line that sends a request again, for a POSIX shell; null when it cannot be said in one.
 * SECURITY: I05: whatever address, headers and body hold, each is one word to the shell and an operand to curl.
 */
export function toCurl(request: Request): string | null {
  // `-H @name` would read a file.
  if (request.cut || !Object.keys(request.headers).every((name) => HEADER_NAME.test(name))) return null;
  const { method, url, body, bodyBase64 } = request;
  const options = [
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    ...(/\/\.\.?(?:[/?]|$)/.test(url) ? ['--path-as-is'] : []),
    ...toMethod(method, body !== null),
    ...toHeaders(request),
    ...(bodyBase64 === undefined ? [] : ['--data-binary @-']),
    ...(bodyBase64 === undefined && body !== null ? [`--data-raw ${quoteForShell(body)}`] : []),
  ];
  const curl = [`curl -i ${quoteForShell(url)}`, ...options].join(' \\\n  ');
  return bodyBase64 === undefined ? curl : `printf %s ${quoteForShell(bodyBase64)} | base64 -d | ${curl}`;
}

/** A token of RFC 9110. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** curl asks with GET, and with POST when there is a body; it would wait for the body of an answer to HEAD. */
function toMethod(method: string, hasBody: boolean): string[] {
  if (method === 'HEAD') return ['--head'];
  return method === (hasBody ? 'POST' : 'GET') ? [] : [`-X ${quoteForShell(method)}`];
}

function toHeaders({ headers, body }: Request): string[] {
  const lines = Object.entries(headers).map(([name, value]) =>
    value === '' ? `${name};` : `${name}: ${value}`,
  );
  // curl would add the type of a form to a body that has none.
  const untyped =
    body !== null && !Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return [...lines, ...(untyped ? ['content-type:'] : [])].map((line) => `-H ${quoteForShell(line)}`);
}

// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/** A text as one word of a POSIX shell; with controls in it, of bash, ksh and zsh. */
export function quoteForShell(text: string): string {
  if (/^[A-Za-z0-9_./:=,%+-]+$/.test(text)) return text;
  if (!CONTROLS.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const escaped = [...text].map((character) => {
    if (character === '\\' || character === "'") return `\\${character}`;
    if (!CONTROLS.test(character)) return character;
    // No argument of a program can hold a NUL.
    if (character === '\0') return '\ufffd';
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `$'${escaped.join('')}'`;
}
