import { LoginCheck } from '../db/login-check.ts'
import { AddressLimit } from '../limits/address-limit.ts'
import { Rejections } from '../limits/rejections.ts'
import { Turns } from '../limits/turns.ts'
import { KeyLookup } from './lookup.ts'
import type { StoredKey } from './stored-keys.ts'

/** What all requests of an app share: what it remembers of keys, addresses, tenants and the login role. */
export interface Shared {
  keys: KeyLookup
  login: LoginCheck
  addresses: AddressLimit<StoredKey>
  rejections: Rejections
  turns: Turns
}

export function createShared(): Shared {
  const addresses = new AddressLimit<StoredKey>()
  return {
    keys: new KeyLookup(addresses),
    login: new LoginCheck(),
    addresses,
    rejections: new Rejections(addresses),
    turns: new Turns(),
  }
}
