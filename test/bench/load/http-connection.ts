import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A response with its body as received. */
export type RawResponse = { status: number; body: Buffer }

const timeoutMs = 30_000
const headEnd = Buffer.from('\r\n\r\n')
const lastChunk = Buffer.from('0\r\n\r\n')

/**
 * One keep-alive connection, one request at a time. The client runs few instructions because it shares the cores with
 * the servers.
 */
export class HttpConnection {
  readonly #socket: Socket
  #received: Buffer[] = []
  #length = 0
  #headLength = 0
  /** Bytes of the whole response; undefined until its headers have arrived, infinite while its end is unknown. */
  #expected: number | undefined
  #settle: { resolve: (response: RawResponse) => void; reject: (error: Error) => void } | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk) => this.#read(chunk))
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('The server closed the connection.')))
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`No response within ${timeoutMs} ms.`)))
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    return new HttpConnection(socket)
  }

  send(request: string): Promise<RawResponse> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
      if (this.#socket.destroyed) this.#fail(new Error('The connection is closed.'))
      else this.#socket.write(request)
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.#received.push(chunk)
    this.#length += chunk.length
    if (this.#expected === undefined) this.#readHead()
    if (this.#expected === Number.POSITIVE_INFINITY) {
      // Nothing follows a response before the next request, and JSON never ends like this.
      const end = this.#whole().subarray(-lastChunk.length)
      if (end.equals(lastChunk)) this.#expected = this.#length
    }
    if (this.#expected === undefined || this.#length < this.#expected) return
    const whole = this.#whole()
    const response = { status: Number(whole.toString('latin1', 9, 12)), body: whole.subarray(this.#headLength) }
    const settle = this.#settle
    this.#received = []
    this.#length = 0
    this.#expected = undefined
    this.#settle = undefined
    settle?.resolve(response)
  }

  #readHead(): void {
    const whole = this.#whole()
    const at = whole.indexOf(headEnd)
    if (at < 0) return
    this.#headLength = at + headEnd.length
    const head = whole.toString('latin1', 0, at)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    this.#expected = length === undefined ? Number.POSITIVE_INFINITY : this.#headLength + Number(length)
  }

  #whole(): Buffer {
    if (this.#received.length > 1) this.#received = [Buffer.concat(this.#received)]
    return this.#received[0] ?? Buffer.alloc(0)
  }

  #fail(error: Error): void {
    this.#settle?.reject(error)
    this.#settle = undefined
  }
}
