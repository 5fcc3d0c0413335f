import type { LookupAddress, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress, literalAddress } from './address.ts';

/** Which addresses may be connected to: those of the internet, those near by, or all. */
export type Reach = 'public' | 'private' | 'any';

/** What the resolver of Node is, as far as it is used here: gives all addresses of a name. */
export type Resolver = (
  name: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Why a target was not connected to: `code` is `ADDRESS_NOT_ALLOWED`. */
class AddressNotAllowed extends Error {
  readonly code = 'ADDRESS_NOT_ALLOWED';

  constructor() {
    super('The host of the target has an address that it may not have.');
    this.name = 'AddressNotAllowed';
  }
}

/** Whether an address may be connected to. */
function isWithin(reach: Reach, address: string): boolean {
  return reach === 'any' || isPublicAddress(address) === (reach === 'public');
}

/** A host that is an address is not looked up, so it is checked here. @throws AddressNotAllowed */
export function checkLiteral(host: string, reach: Reach): void {
  const address = literalAddress(host);
  if (address !== null && !isWithin(reach, address)) throw new AddressNotAllowed();
}

/**
 * The `lookup` of a connection. It gives the very addresses that were checked, and none when one of them may not be
 * connected to: a name whose addresses change between two questions is asked for once.
 */
export function checkedLookup(resolver: Resolver, reach: Reach): LookupFunction {
  return (name, options, callback) => {
    resolver(name, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0];
      if (error !== null) callback(error, []);
      else if (first === undefined || !addresses.every(({ address }) => isWithin(reach, address)))
        callback(new AddressNotAllowed(), []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
