import { describe, expect, it } from '@jest/globals';
import { isLoopback, isPublicAddress } from './is-public-address.js';

describe('isPublicAddress (P15)', () => {
  it.each([
    ['this machine', '127.0.0.1'],
    ['all of 127/8', '127.255.255.254'],
    ['no address', '0.0.0.0'],
    ['a private network', '10.1.2.3'],
    ['a private network of 172.16/12', '172.31.255.255'],
    ['a private network at home', '192.168.0.1'],
    ['the metadata service', '169.254.169.254'],
    ['a carrier’s network', '100.64.0.1'],
    ['the metadata service of another cloud', '100.100.100.200'],
    ['one for documents', '192.0.2.1'],
    ['one for benchmarks', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['this machine in IPv6', '::1'],
    ['no address in IPv6', '::'],
    ['this machine, mapped', '::ffff:127.0.0.1'],
    ['this machine, mapped and in hex', '::ffff:7f00:1'],
    ['this machine, in the old compatible form', '::127.0.0.1'],
    ['a private network through NAT64', '64:ff9b::a00:1'],
    ['a private network through local NAT64', '64:ff9b:1::a00:1'],
    ['a private network through 6to4', '2002:a00:1::1'],
    ['Teredo', '2001:0:7f00:1::1'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['site-local of old', 'fec0::1'],
    ['unique local', 'fd00:ec2::254'],
    ['documents in IPv6', '2001:db8::1'],
    ['multicast in IPv6', 'ff02::1'],
    ['a name', 'localhost'],
    ['nothing', ''],
  ])('is false for %s', (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['93.184.215.14', '1.1.1.1', '2606:4700:4700::1111', '::ffff:1.1.1.1'])(
    'is true for %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])('is true for %s', (address) => {
    expect(isLoopback(address)).toBe(true);
  });

  it.each(['10.0.0.1', '169.254.169.254', '1.1.1.1', 'localhost'])('is false for %s', (address) => {
    expect(isLoopback(address)).toBe(false);
  });
});
