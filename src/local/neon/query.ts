import { type FieldDef, Query, type QueryConfig } from 'pg'
import { HttpError, statementError } from './errors.ts'
import type { Mode, Statement } from './request.ts'
import { converterOf } from './values.ts'

/** Maximum size of a request and of a response, in bytes. */
export const MAX_BYTES = 10 * 1024 * 1024

/** The text of a response, as written so far. */
export class ResponseText {
  #parts: string[] = []
  #bytes = 0

  write(text: string): void {
    this.#parts.push(text)
    this.#bytes += Buffer.byteLength(text)
  }

  /** As on Neon, the limit applies to what was written before a row, so the first row can have any size. */
  requireSpace(): void {
    if (this.#bytes > MAX_BYTES) throw new HttpError(507, `response is too large (max is ${MAX_BYTES} bytes)`)
  }

  toString(): string {
    return this.#parts.join('')
  }
}

/**
 * Runs one statement and writes its result as JSON. `pg` calls the `handle…` methods with the server's messages. The
 * extended protocol rejects text with several statements.
 */
export class StatementQuery extends Query {
  /** Rejects with a `DatabaseError`, or with an `HttpError` after which the connection can no longer be used. */
  readonly done: Promise<void>
  readonly #response: ResponseText
  readonly #mode: Mode
  #fields: FieldDef[] | undefined
  #tag = ''
  #rows = 0
  #resolve: () => void = () => undefined
  #reject: (error: unknown) => void = () => undefined

  constructor({ query, params, arrayMode }: Statement, mode: Mode, response: ResponseText) {
    super({ text: query, values: params, queryMode: 'extended' } as QueryConfig)
    this.#response = response
    this.#mode = { ...mode, arrayMode: arrayMode ?? mode.arrayMode }
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  handleRowDescription({ fields }: { fields: FieldDef[] }): void {
    this.#fields = fields
    const described = fields.map(({ name, dataTypeID, tableID, columnID, dataTypeSize, dataTypeModifier }) => ({
      ...{ name, dataTypeID, tableID, columnID, dataTypeSize, dataTypeModifier },
      format: 'text',
    }))
    this.#response.write(`{"fields":${JSON.stringify(described)},"rows":[`)
  }

  handleDataRow({ fields: texts }: { fields: (string | null)[] }): void {
    try {
      this.#response.requireSpace()
      this.#response.write(`${this.#rows > 0 ? ',' : ''}${this.#format(texts)}`)
      this.#rows += 1
    } catch (error) {
      this.#reject(error instanceof HttpError ? error : new HttpError(500, 'could not parse postgres response'))
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#tag = text
  }

  handleReadyForQuery(): void {
    if (!this.#fields) this.handleRowDescription({ fields: [] })
    const [command, ...counts] = this.#tag.split(' ')
    // INSERT returns an oid first.
    const count = counts[command === 'INSERT' ? 1 : 0] ?? ''
    const rowCount = /^\d+$/.test(count) ? Number(count) : null
    this.#response.write(`],${JSON.stringify({ command, rowCount, rowAsArray: this.#mode.arrayMode }).slice(1)}`)
    this.#resolve()
  }

  handleError(error: Error): void {
    this.#reject(statementError(error))
  }

  /** As on Neon, COPY from and to the client is rejected. */
  handleCopyInResponse(): void {
    this.#reject(new HttpError(400, 'unexpected message from server'))
  }

  handleCopyOutResponse(): void {
    this.handleCopyInResponse()
  }

  #format(texts: (string | null)[]): string {
    const fields = this.#fields ?? []
    const values = texts.map((text, at) => {
      const convert = this.#mode.rawText ? undefined : converterOf(fields[at]?.dataTypeID ?? 0)
      return text === null || !convert ? text : convert(text)
    })
    return JSON.stringify(
      this.#mode.arrayMode ? values : Object.fromEntries(values.map((value, at) => [fields[at]?.name, value])),
    )
  }
}
