/** What has been sent, and what came back. */
export class Statistics {
  readonly #valid = new Map<string, Map<number, number>>()
  readonly #invalid = new Map<string, Map<string, number>>()

  countValid(operationId: string, status: number): void {
    count(this.#valid, operationId, status)
  }

  countInvalid(operationId: string, kind: string): void {
    count(this.#invalid, operationId, kind)
  }

  /** The statuses of the valid requests. */
  statusesOf(operationId: string): number[] {
    return [...(this.#valid.get(operationId)?.keys() ?? [])]
  }

  /** One line for each operation, and a summary. */
  report(seed: number): string {
    const rows = [...this.#valid].map(([id, statuses]) => {
      const found = [...statuses].sort(([one], [other]) => one - other).map(([status, times]) => `${times} × ${status}`)
      return `${id}: ${sum(statuses)} valid (${found.join(', ')}), ${sum(this.#invalid.get(id))} invalid`
    })
    const kinds = new Set([...this.#invalid.values()].flatMap((one) => [...one.keys()]))
    return [
      ...rows.sort(),
      `${this.#valid.size} operations, ${total(this.#valid)} valid and ${total(this.#invalid)} invalid requests, ` +
        `${kinds.size} kinds of mutations, seed ${seed}`,
    ].join('\n')
  }
}

type Counts<Name> = Map<string, Map<Name, number>>

function count<Name>(counts: Counts<Name>, id: string, name: Name): void {
  const own = counts.get(id) ?? new Map<Name, number>()
  counts.set(id, own.set(name, (own.get(name) ?? 0) + 1))
}

const sum = (counts: Map<unknown, number> = new Map()) => [...counts.values()].reduce((all, one) => all + one, 0)
const total = (counts: Counts<unknown>) => [...counts.values()].reduce((all, one) => all + sum(one), 0)
