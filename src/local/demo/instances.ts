import type { InstanceStatus } from '../../instances/status.ts'
import { later, midway } from './clock.ts'
import type { DemoCustomer } from './customer-table.ts'
import type { TenantWriter } from './tenant-writer.ts'

const agents: Record<string, { preset_id: string; workload_type: string }> = {
  dispatcher: { preset_id: 'field-service', workload_type: 'voice' },
  receptionist: { preset_id: 'front-desk', workload_type: 'voice' },
  estimator: { preset_id: 'quotes', workload_type: 'chat' },
  bookkeeper: { preset_id: 'back-office', workload_type: 'background' },
  analyst: { preset_id: 'telemetry', workload_type: 'background' },
  researcher: { preset_id: 'research', workload_type: 'background' },
}

/** Hosts with addresses that are reserved for documentation. */
const hosts = [
  { provider: 'aws', region_id: 'us-east-1', runtime_type: 'container', network: '203.0.113.' },
  { provider: 'gcp', region_id: 'europe-west4', runtime_type: 'container', network: '198.51.100.' },
  { provider: 'hetzner', region_id: 'fsn1', runtime_type: 'microvm', network: '2001:db8:42::' },
] as const

/** Possible status histories for each final status, after the registration as `provisioning`. */
const histories: Record<InstanceStatus, readonly [InstanceStatus[], ...InstanceStatus[][]]> = {
  provisioning: [[]],
  running: [['running'], ['running', 'stopped', 'running'], ['failed', 'provisioning', 'running']],
  stopped: [['running', 'stopped']],
  failed: [['running', 'failed']],
  terminated: [['running', 'stopped', 'terminated']],
}

/** Registers a customer's instances and changes their statuses. Returns the ids by agent name; the first one counts. */
export async function writeInstances(
  writer: TenantWriter,
  customer: DemoCustomer & { id: string },
): Promise<Map<string, string>> {
  const { number, email, instances, createdDaysAgo } = customer
  const { network, ...host } = hosts[number % hosts.length] ?? hosts[0]
  const domain = email?.split('@')[1]?.toLowerCase() ?? `customer-${number}.example`
  const ids = new Map<string, string>()
  for (const [index, text] of instances.entries()) {
    const [agent_name = '', status] = text.split('/') as [string, InstanceStatus]
    const agent = agents[agent_name]
    if (!agent) throw new Error(`The demo data names the agent "${agent_name}", which is not defined.`)
    const daysAgo = status === 'provisioning' ? 0.1 : createdDaysAgo * (1 - index / instances.length - 1 / 10)
    let at = writer.clock(daysAgo)
    const id = writer.insert(at, 'registerInstance', 'instances', {
      ...{ customer_id: customer.id, agent_name, ...agent, ...host },
      product_tier_name: agent.workload_type === 'background' ? 'Team' : 'Pro',
    })
    if (!ids.has(agent_name)) ids.set(agent_name, id)

    const lastChange = writer.clock(daysAgo / 3)
    const choice = histories[status]
    const history = choice[(number - 1 + index) % choice.length] ?? choice[0]
    // Host name and address are known once the instance runs.
    let address: object = {
      hostname: `${agent_name}-${index + 1}.${domain}`,
      ip_address: `${network}${number * 4 + index}`,
    }
    for (const [step, to] of history.entries()) {
      // Provisioning takes minutes, a repair most of an hour.
      const from = history[step - 1] ?? 'provisioning'
      if (from === 'provisioning') at = later(at, 217)
      else if (from === 'failed') at = later(at, 2843)
      else at = step === history.length - 1 ? lastChange : midway(at, lastChange)
      writer.update(at, 'updateInstance', 'instances', id, { status: to, ...(to === 'running' && address) })
      if (to === 'running') address = {}
    }
  }
  return ids
}
