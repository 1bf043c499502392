import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { greet } from './children.ts'

/**
 * A distance between a client and a server of this machine: whatever one sends reaches the other half a round trip
 * later. Arguments: the server's port, milliseconds of a round trip.
 */
const [port, roundTrip] = process.argv.slice(2).map(Number) as [number, number]

const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
  const far = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
  pass(near, far)
  pass(far, near)
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
greet({ port: (server.address() as AddressInfo).port })

function pass(from: Socket, to: Socket): void {
  const later = inOrder()
  from.on('data', (chunk) => later(() => to.write(chunk)))
  from.on('end', () => later(() => to.end()))
  from.on('error', () => to.destroy())
  from.on('close', () => later(() => to.destroySoon()))
}

/** A timer comes up to a millisecond late, so it is asked for a little early and the rest is waited out in turns. */
function inOrder(): (act: () => void) => void {
  const held: { due: number; act: () => void }[] = []
  const release = () => {
    for (let [first] = held; first; [first] = held) {
      const rest = first.due - performance.now()
      if (rest > 0) return void (rest > 1.2 ? setTimeout(release, rest - 1.2) : setImmediate(release))
      held.shift()
      first.act()
    }
  }
  return (act) => {
    held.push({ due: performance.now() + roundTrip / 2, act })
    if (held.length === 1) release()
  }
}
