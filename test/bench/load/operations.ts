import type { Plan } from './plan.ts'

/** Start of the email of every customer that the bench creates, by which it deletes them afterwards. */
export const emailPrefix = 'bench.'

/** The four operations that both servers support, with the same paths and bodies. */
export const operationNames = ['list', 'create', 'get', 'clone'] as const
export type OperationName = (typeof operationNames)[number]

/** A server's port, a key of its big tenant, and ids of that tenant's customers with five rules each. */
export type Server = { port: number; key: string; ids: string[] }

const email = `${emailPrefix}{n}@load.example`

/** The request that calls an operation of a server. */
export function planOf(name: OperationName, { port, key, ids }: Server): Plan {
  const headers = { 'x-api-key': key }
  const json = { ...headers, 'content-type': 'application/json' }
  const region = { country_code: 'US', currency: 'USD', timezone: 'America/New_York' }
  switch (name) {
    case 'list':
      return { port, method: 'GET', path: '/v1/customers?per_page=20', headers, expect: 200 }
    case 'get':
      return { port, method: 'GET', path: '/v1/customers/{id}', headers, ids, expect: 200 }
    case 'create': {
      const body = JSON.stringify({ company_name: 'Bench {n}', email, ...region })
      return { port, method: 'POST', path: '/v1/customers', headers: json, body, expect: 201 }
    }
    case 'clone': {
      const body = JSON.stringify({ source_customer_id: '{id}', company_name: 'Bench {n}', email })
      return { port, method: 'POST', path: '/v1/customers/{id}/clone', headers: json, body, ids, expect: 201 }
    }
  }
}
