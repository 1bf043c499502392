import { CLIENT_FAULTS } from './client.ts'
import { CONNECTION_FAULTS } from './connections.ts'
import { ERROR_FAULTS } from './errors.ts'
import { EXPORT_FAULTS } from './exports.ts'
import { INCOMPLETE_FAULTS } from './incomplete.ts'
import { PLATFORM_FAULTS } from './platform.ts'
import { RESPONSE_FAULTS } from './responses.ts'
import { SERVER_FAULTS } from './server.ts'
import { WAIT_FAULTS } from './waits.ts'

/** The table of faults. */
export const FAULTS = [
  ...[...CONNECTION_FAULTS, ...RESPONSE_FAULTS, ...INCOMPLETE_FAULTS, ...EXPORT_FAULTS],
  ...[...WAIT_FAULTS, ...ERROR_FAULTS, ...SERVER_FAULTS, ...PLATFORM_FAULTS, ...CLIENT_FAULTS],
]
