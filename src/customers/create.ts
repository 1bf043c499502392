import { createRoute, z } from '@hono/zod-openapi'
import { isNotNull } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { customers } from '../db/schema.ts'
import { ApiError } from '../errors.ts'
import { body, created } from '../openapi.ts'
import { operation } from '../operation.ts'
import { NewCustomer, newCustomerColumns, presentNew, profile } from './customer.ts'

const route = createRoute({
  operationId: 'createCustomer',
  method: 'post',
  path: '/v1/customers',
  tags: ['Customers'],
  summary: 'Create a customer',
  description: 'Every field is optional: `{}` is a customer. An email is unique in the tenant without regard to case.',
  request: {
    body: body(z.strictObject(profile).openapi('CustomerInput'), {
      company_name: 'Steve the Plumber',
      email: 'steve@plumbing.example',
      country_code: 'US',
      currency: 'USD',
      timezone: 'America/New_York',
    }),
  },
  responses: { 201: created(NewCustomer, 'The new customer.') },
})

export const create = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const input = c.req.valid('json')

    const [[row]] = await c.var.db.batch((q) => [
      q
        .insert(customers)
        .values({
          companyName: input.company_name,
          email: input.email,
          industry: input.industry,
          countryCode: input.country_code,
          currency: input.currency,
          locale: input.locale,
          timezone: input.timezone,
        })
        .onConflictDoNothing({ target: [customers.tenantId, customers.emailKey], where: isNotNull(customers.emailKey) })
        .returning(newCustomerColumns),
    ])
    if (!row) throw new ApiError('email_taken')

    return c.json(presentNew(row), 201, { Location: `/v1/customers/${row.id}` })
  },
  { errors: ['email_taken'] },
)
