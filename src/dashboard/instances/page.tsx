import { z } from '@hono/zod-openapi'
import { admin } from '../../auth/policy.ts'
import { instancePath } from '../../instances/instance.ts'
import { operation } from '../../operation.ts'
import { Conflict } from '../editing/conflict.tsx'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { BackLink } from '../parts/back-link.tsx'
import { Badge, Status } from '../parts/badge.tsx'
import { Banner } from '../parts/banner.tsx'
import { Facts, orAbsent } from '../parts/facts.tsx'
import { Id } from '../parts/id.tsx'
import { Section } from '../parts/section.tsx'
import { Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { submissionOf } from '../submission.ts'
import { type Visit, visitOf } from '../visit.ts'
import { type InstanceData, readInstance } from './data.ts'
import { agentOf, FIELD_NAMES, FIELDS, type FieldName } from './fields.ts'
import { EditForm } from './form.tsx'
import { History } from './history.tsx'
import { HostName } from './host-name.tsx'
import { EndingDialog, InstanceActions } from './status.tsx'

const route = pageRoute({
  id: 'showInstance',
  path: '/dashboard/instances/{instance_id}',
  params: instancePath,
  query: z.object({ edit: z.string().max(20).optional() }),
})

export const instancePage = operation(
  admin('instances:read'),
  route,
  async (c) => {
    const visit = visitOf(c.req.raw)
    const edited = submissionOf(visit.submission, 'edit')
    const isConflict = edited?.code === 'precondition_failed'
    const data = await readInstance(c.var, c.req.valid('param').instance_id, isConflict)
    const { instance, values, etag, mayWrite } = data
    const name = agentOf(instance)
    const at = `/dashboard/instances/${instance.id}`
    const failed = submissionOf(visit.submission, 'status') ?? submissionOf(visit.submission, 'delete')
    if (isConflict) {
      const stored = { values, etag, by: data.lastChange }
      const conflict = { visit, submission: edited, noun: 'instance', name, at, stored, labels: FIELDS }
      return renderPage(c, { title: `Both of you changed ${name}`, place: 'Instances' }, <Conflict {...conflict} />)
    }
    const isEditing = mayWrite && (c.req.valid('query').edit !== undefined || edited !== undefined)
    return renderPage(
      c,
      { title: name, place: 'Instances' },
      <>
        {failed && (
          <Banner tone="red" role="alert">
            <strong>The instance was not changed.</strong> {failed.summary}
          </Banner>
        )}
        <div class="head">
          <div>
            <BackLink href="/dashboard/instances">Instances</BackLink>
            <h1>{name}</h1>
            <p class="under">
              <Status status={instance.status} />
              <Owner data={data} />
              {data.isArchived && <Badge tone="grey">Customer archived</Badge>}
            </p>
          </div>
          <InstanceActions visit={visit} data={data} isEditing={isEditing} />
        </div>
        <div class="split">
          <div>
            {isEditing && <EditForm {...{ visit, at, stored: values, etag, submission: edited }} />}
            <History visit={visit} data={data} />
            <RulesAbout data={data} />
          </div>
          <aside aria-label="Details">
            <Details visit={visit} data={data} />
          </aside>
        </div>
        <EndingDialog visit={visit} data={data} />
      </>,
    )
  },
  { errors: ['not_found'] },
)

function Owner({ data: { instance, customerName } }: { data: InstanceData }) {
  if (customerName === undefined) return null
  return <a href={`/dashboard/customers/${instance.customer_id}`}>{customerName}</a>
}

function Details({ visit, data: { instance } }: { visit: Visit; data: InstanceData }) {
  return (
    <Section title="Details">
      <Facts
        items={[
          ...FIELD_NAMES.map((name) => [FIELDS[name], detailOf(instance, name)] as const),
          ['Id', <Id value={instance.id} label="the id" />],
          ['Customer id', <Id value={instance.customer_id} label="the customer id" />],
          ['Registered', <Time at={instance.created_at} now={visit.now} />],
          ['Updated', <Time at={instance.updated_at} now={visit.now} />],
        ]}
      />
    </Section>
  )
}

function detailOf(instance: InstanceData['instance'], name: FieldName) {
  const value = instance[name]
  return name === 'hostname' && value !== null ? <HostName of={value} /> : orAbsent(value)
}

function RulesAbout({ data: { rules } }: { data: InstanceData }) {
  if (!rules) return null
  return (
    <Section title="Rules for this instance" count={rules.length}>
      {rules.length === 0 ? (
        <p class="note">No rule refers to this instance. The customer’s other rules still apply.</p>
      ) : (
        <Table
          caption="Rules for this instance, highest priority first"
          columns={[{ label: 'Rule', wrap: true }, { label: 'Event', drop: 1 }, { label: 'State' }]}
          rows={rules.map((rule) => ({
            cells: [
              <a class="cover" href={`/dashboard/rules/${rule.id}`}>
                {rule.name}
              </a>,
              rule.trigger_event,
              rule.is_active ? <Badge tone="green">Active</Badge> : <Badge tone="grey">Inactive</Badge>,
            ],
          }))}
        />
      )}
    </Section>
  )
}
