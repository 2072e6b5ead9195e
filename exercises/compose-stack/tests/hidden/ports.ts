import { refusal, toFields } from './fields.ts';

/** A published port; a range stays text. */
export interface Port {
  /** Empty for every address. */
  readonly address: string;
  /** Empty when Docker chooses. */
  readonly published: string;
  readonly target: string;
  readonly protocol: string;
}

/**
 * An entry of `ports`, `[HOST:]CONTAINER[/PROTOCOL]` or in the long syntax.
 * @see https://docs.docker.com/reference/compose-file/services/#ports
 */
export function toPort(entry: unknown, path: string): Port {
  if (typeof entry !== 'string' && typeof entry !== 'number') {
    const { host_ip = '', published = '', target, protocol = 'tcp' } = toFields(entry);
    if (target === undefined) throw refusal(path, 'an entry of ports has no "target"');
    return {
      address: String(host_ip),
      published: String(published),
      target: String(target),
      protocol: String(protocol),
    };
  }
  const [, address, published, target, protocol] =
    /^(?:(?:(\d+(?:\.\d+){3}|\[[\da-f:.]+\]|[\da-f]*:[\da-f:]+|):)?(\d+(?:-\d+)?|):)?(\d+(?:-\d+)?)(?:\/(\w+))?$/i.exec(
      String(entry),
    ) ?? [];
  if (target === undefined) throw refusal(path, `${JSON.stringify(entry)} is no port`);
  return {
    address: (address ?? '').replaceAll(/[[\]]/g, ''),
    published: published ?? '',
    target,
    protocol: protocol ?? 'tcp',
  };
}

const ANYWHERE = ['', '0.0.0.0', '::'];

/** As one would write it, `80:8080` or `127.0.0.1:5432:5432`. */
export function describePort({ address, published, target, protocol }: Port): string {
  const host = ANYWHERE.includes(address) ? '' : `${address}:`;
  return `${host}${published === '' ? 'any' : published}:${target}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}
