import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { signalReady } from './children.ts'

/**
 * Simulates a distance between a client and a local server: delays all data by half a round trip in each direction.
 * Arguments: the server's port, milliseconds of a round trip.
 */
const [port, roundTrip] = process.argv.slice(2).map(Number) as [number, number]

const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
  const upstream = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  forward(client, upstream)
  forward(upstream, client)
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
signalReady({ port: (server.address() as AddressInfo).port })

function forward(from: Socket, to: Socket): void {
  const later = createDelay()
  from.on('data', (chunk) => later(() => to.write(chunk)))
  from.on('end', () => later(() => to.end()))
  from.on('error', () => to.destroy())
  from.on('close', () => later(() => to.destroySoon()))
}

/** Runs actions in order. Timers fire up to a millisecond late, so one is set early and the rest is polled. */
function createDelay(): (act: () => void) => void {
  const queue: { due: number; act: () => void }[] = []
  const release = () => {
    for (let [first] = queue; first; [first] = queue) {
      const rest = first.due - performance.now()
      if (rest > 0) return void (rest > 1.2 ? setTimeout(release, rest - 1.2) : setImmediate(release))
      queue.shift()
      first.act()
    }
  }
  return (act) => {
    queue.push({ due: performance.now() + roundTrip / 2, act })
    if (queue.length === 1) release()
  }
}
