import { expect, test } from 'vitest'
import { startFaultyEndpoint } from '../setup/faults.ts'
import { bindings, newTenant, operator, type Tenant } from './harness.ts'
import { deliver, newConnectedTenant, post, stripeSubscription } from './stripe.ts'

// In workerd, a lost connection does not show whether the request arrived. The database executes it here.

/** An endpoint that executes the next request, but loses the response. Other requests first make room for a retry. */
async function endpointThatLosesOne(tenant: Tenant) {
  for (let n = 0; n < 40; n++) await tenant.get('/v1/customers?per_page=1')
  const endpoint = await startFaultyEndpoint()
  await endpoint.inject('lose_response')
  return { counts: endpoint.counts, env: { ...bindings, DATABASE_ENDPOINT: endpoint.url } }
}

test('a read succeeds', async () => {
  const tenant = await newTenant()
  const { env, counts } = await endpointThatLosesOne(tenant)
  expect(await tenant.get('/v1/customers', { env })).toMatchObject({ status: 200 })
  expect(await counts()).toMatchObject({ requests: 2 })
})

test('a change with an idempotency key succeeds and takes effect once', async () => {
  const tenant = await newTenant()
  const { env, counts } = await endpointThatLosesOne(tenant)
  const headers = { 'Idempotency-Key': 'a-key' }
  expect(await tenant.post('/v1/customers', {}, { env, headers })).toMatchObject({ status: 201 })
  // The second request learns that the first one was processed; the third reads its result.
  expect(await counts()).toMatchObject({ requests: 3 })
  expect(await operator('select from customers where tenant_id = $1', [tenant.id])).toHaveLength(1)
})

test('a change without an idempotency key is not repeated, and the response reports an unknown outcome', async () => {
  const tenant = await newTenant()
  const { env, counts } = await endpointThatLosesOne(tenant)
  const response = await tenant.post('/v1/customers', {}, { env })
  expect(response).toMatchObject({ status: 503, body: { code: 'outcome_unknown' } })
  expect(await counts()).toMatchObject({ requests: 1 })
  expect(await operator('select from customers where tenant_id = $1', [tenant.id])).toHaveLength(1)
})

test('a Stripe event is processed once', async () => {
  const tenant = await newConnectedTenant()
  const { id } = await tenant.customer()
  await deliver(tenant.link('cus_a', id))
  const { env, counts } = await endpointThatLosesOne(tenant)
  const event = tenant.event('customer.subscription.created', stripeSubscription('sub_a', 'cus_a'))
  expect(await post(JSON.stringify(event), { env })).toMatchObject({ status: 200, body: { status: 'duplicate' } })
  expect(await counts()).toMatchObject({ requests: 2 })
  expect(await tenant.subscriptionsOf(id)).toHaveLength(1)
})
