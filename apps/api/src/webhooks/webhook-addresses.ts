import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Refusal } from '#contracts';
import { isLoopback, isPublicAddress } from './is-public-address.js';

/** `loopback` is for tests: this machine, also over http. Nothing else that is not public, with either of them. */
export type AllowedAddresses = 'public' | 'loopback';

/** An address that no webhook goes to. Its text says nothing about where a name leads. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';

  constructor(host: string) {
    super(`${host} leads to an address that is not on the public internet`);
  }
}

/**
 * What can be said of an address before its name is looked up, so that it is told beside the field.
 * @throws Refusal `invalid-input`
 */
export function checkWebhookUrl(url: string, allowed: AllowedAddresses): void {
  const mistake = findMistake(new URL(url), allowed);
  if (mistake === null) return;
  throw new Refusal('invalid-input', 'A webhook cannot go to this address.', {
    errors: [{ path: 'url', message: mistake }],
  });
}

function findMistake({ protocol, username, password, hash, hostname }: URL, allowed: AllowedAddresses) {
  const host = toHost(hostname);
  if (username !== '' || password !== '') return 'leave user and password out: messages are signed';
  if (hash !== '') return 'leave out what follows the #: it is never sent';
  const isHere = host === 'localhost' || host.endsWith('.localhost');
  const isRefused = isHere ? allowed !== 'loopback' : isIP(host) !== 0 && !isAllowed(host, allowed);
  if (isRefused) return 'write an address on the public internet';
  if (protocol === 'https:' || (allowed === 'loopback' && protocol === 'http:')) return null;
  return 'write an address that starts with https://';
}

/** SECURITY: P15: an address is written without a name: nobody looks it up, so nobody else checks it. @throws AddressRefused */
export function checkLiteralAddress({ hostname }: URL, allowed: AllowedAddresses): void {
  const host = toHost(hostname);
  if (isIP(host) !== 0 && !isAllowed(host, allowed)) throw new AddressRefused(host);
}

/**
 * Looks a name up for one connection, and refuses it when any of its addresses is not allowed.
 * SECURITY: P15: what is checked is what is connected to: there is no second look-up that could tell something else.
 */
export const lookUpFor =
  (allowed: AllowedAddresses): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }).then(
      (found) => {
        if (found.length === 0 || !found.every(({ address }) => isAllowed(address, allowed)))
          return callback(new AddressRefused(hostname), []);
        if (options.all === true) return callback(null, found);
        return callback(null, found[0]!.address, found[0]!.family);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, []),
    );
  };

function isAllowed(address: string, allowed: AllowedAddresses): boolean {
  return isPublicAddress(address) || (allowed === 'loopback' && isLoopback(address));
}

/** Without the brackets of an IPv6 address, and the dot that may end a name. */
const toHost = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
