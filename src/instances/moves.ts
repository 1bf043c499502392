import type { instanceTransitions } from '../db/schema.ts'
import { type SQL, sql } from '../db/sql.ts'

export type MoveRow = Pick<
  typeof instanceTransitions.$inferSelect,
  'instance_id' | 'from_status' | 'to_status' | 'moved_at' | 'actor_key_id'
>

/** The newest status changes of an instance, with the names of the keys that made them, newest first. */
export function movesOf(instance: string, limit: number): SQL<MoveRow & { actor_name: string | null }> {
  return sql`
    select t.instance_id, t.from_status, t.to_status, t.moved_at, t.actor_key_id, k.name as actor_name
      from instance_transitions t left join api_keys k on k.id = t.actor_key_id
     where t.instance_id = ${instance}::uuid
     order by t.moved_at desc, t.id desc limit ${limit}::int`
}

/** The last status changes of each of a customer's newest 100 instances, newest first. */
export function recentMoves(customer: string, perInstance: number): SQL<MoveRow> {
  return sql`
    select move.*
      from (select id from instances where customer_id = ${customer}::uuid
             order by created_at desc, id desc limit 100) instance,
           lateral (select t.instance_id, t.from_status, t.to_status, t.moved_at, t.actor_key_id
                      from instance_transitions t where t.instance_id = instance.id
                     order by t.moved_at desc, t.id desc limit ${perInstance}::int) move
     order by move.moved_at desc`
}
