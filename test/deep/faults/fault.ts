import type { Fault, FaultName } from '../../setup/faults.ts'
import type { PlatformFault, PlatformMethod } from '../served/platform.ts'
import type { KindName } from './requests.ts'

/** Something that goes wrong while a request is processed. */
export interface FaultCase {
  name: string
  /** What the endpoint in front of the database does with the next calls. */
  endpoint?: (Fault | FaultName)[]
  /** What the database does when it writes the row, `times` times; always by default. */
  database?: { action: 'sleep' | 'terminate' | 'read only' | `error ${string}`; times?: number }
  /** Another transaction has written the same email and the row, or has locked the table, and stays open. */
  lock?: 'row' | 'table'
  platform?: Partial<Record<PlatformMethod, PlatformFault>>
  /** SQL of a superuser. */
  server?: { begin: string; end: string }
  client?: 'disconnects' | 'sends slowly' | 'sends nothing'
  /**
   * By kind of request: response with its code and Retry-After | calls to the database | reasons in the log | rows
   * written | response to the same request after the fault, rows written.
   */
  outcomes: Partial<Record<KindName, string>>
}

type Endpoint = Pick<FaultCase, 'endpoint'>
const stepOf = (fault: Fault | FaultName) => (typeof fault === 'string' ? { fault } : fault)

/** The fault affects every further database call. */
export const always = (fault: Fault | FaultName): Endpoint => ({ endpoint: [{ ...stepOf(fault), times: null }] })

/** The fault affects only the next call. */
export const once = (fault: Fault | FaultName): Endpoint => ({ endpoint: [fault] })

/** Whether the fault affects every request, so that no other row may run at the same time. */
export const isGlobal = ({ server, lock }: FaultCase) => server !== undefined || lock === 'table'
