import type { AddressConverterName } from '../rules/converter-types.js';
import { readNetwork } from './addresses.js';
import { toAddress } from './casts.js';
import type { Converter } from './converter.js';

/** The first bits of an address; of an IPv6 address only where its own mask is given. */
const ipmask: Converter = {
  takes: toAddress,
  makes: (input, [mask4 = '', mask6]) => {
    if (input.kind !== 'ip') return undefined;
    const mask = input.version === 4 ? mask4 : mask6;
    if (mask === undefined) return null;
    const bits = readNetwork(`${input.version === 4 ? '0.0.0.0' : '::'}/${mask}`)?.bits;
    if (bits === undefined) return undefined;
    const rest = BigInt((input.version === 4 ? 32 : 128) - bits);
    return { ...input, value: (input.value >> rest) << rest };
  },
};

/** Converters of addresses (manual, section 7.3.1). */
export const ADDRESS_CONVERTERS: Record<AddressConverterName, Converter> = { ipmask };
