import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { checkLiteralAddress, lookUpFor, type AllowedAddresses } from './webhook-addresses.js';

export interface Posting {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly allowed: AllowedAddresses;
  readonly signal: AbortSignal;
}

export interface PostAnswer {
  readonly status: number;
  /** The beginning of the body. */
  readonly text: string;
}

const MOST_ANSWER_BYTES = 1_000;

/**
 * SECURITY: P15: sends one message to an address that a user chose. It goes to exactly the address that was checked,
 * over a connection of its own; a redirect is an answer like any other and is not followed, and of the answer no more
 * than its beginning is read.
 * @throws when there is no answer before `signal` aborts
 */
export async function postMessage({ url, headers, body, allowed, signal }: Posting): Promise<PostAnswer> {
  const target = new URL(url);
  checkLiteralAddress(target, allowed);
  const response = await open(target, body, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    lookup: lookUpFor(allowed),
    agent: false,
    maxHeaderSize: 16 * 1024,
    signal,
  });
  try {
    return { status: response.statusCode ?? 0, text: await readBeginning(response) };
  } finally {
    response.destroy();
  }
}

function open(target: URL, body: string, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (target.protocol === 'http:' ? requestHttp : requestHttps)(target, options);
    request.on('response', resolve);
    request.on('error', reject);
    request.end(body);
  });
}

/** The status is what counts: an answer that breaks off, or never ends, has said it already. */
async function readBeginning(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes >= MOST_ANSWER_BYTES) break;
    }
  } catch {
    // What came before is the answer.
  }
  return Buffer.concat(chunks).subarray(0, MOST_ANSWER_BYTES).toString();
}
