import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { differences } from '../setup/documented.ts'

/**
 * Forwards all requests to the service, and compares each complete response with the document. `stop` fails if one
 * differs, whatever the program does with it and wherever it runs.
 */
export async function startComparing(port: number) {
  const wrong: string[] = []
  let compared = 0
  const forward = (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request
    const forwarded = send({ host: '127.0.0.1', port, path: url, method, headers }, (answer) => {
      const chunks: Buffer[] = []
      const { statusCode: status = 0, rawHeaders } = answer
      response.writeHead(status, rawHeaders)
      answer.on('data', (chunk) => chunks.push(chunk))
      answer.on('end', () => {
        const received = { status, headers: new Headers(pairsOf(rawHeaders)) }
        const found = differences(method, url, received, Buffer.concat(chunks).toString())
        wrong.push(...found.map((text) => `${method} ${url} differs from the document: ${text}`))
        compared++
      })
      answer.on('error', () => response.destroy())
      answer.pipe(response)
    })
    forwarded.on('error', () => response.destroy())
    // If the client disconnects, the request to the service ends too.
    response.on('close', () => forwarded.destroy())
    request.pipe(forwarded)
  }
  const server = createServer(forward)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections()
      server.close()
      if (compared === 0) throw new Error('No response was compared with the document.')
      if (wrong.length > 0) throw new Error(wrong.join('\n'))
    },
  }
}

function pairsOf(rawHeaders: string[]): [string, string][] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []))
}
