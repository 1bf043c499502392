/** A map with a limited number of entries. Adding another evicts the oldest. */
export class BoundedMap<Value> extends Map<string, Value> {
  readonly #limit: number

  constructor(limit: number) {
    super()
    this.#limit = limit
  }

  /** Makes the entry the newest one. */
  override set(name: string, value: Value): this {
    this.delete(name)
    if (this.size >= this.#limit) {
      const oldest = this.keys().next()
      if (!oldest.done) this.delete(oldest.value)
    }
    return super.set(name, value)
  }
}
