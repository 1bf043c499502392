// The part of the platform's rate limiter that the Worker needs. It counts in memory per clock minute, or asks a
// server.
const MINUTE = 60_000

export function createLimiter({ limit, server }) {
  if (server) return remote(server)
  let minute = 0
  const counts = new Map()
  return {
    async limit({ key }) {
      const now = Math.floor(Date.now() / MINUTE)
      if (now !== minute) counts.clear()
      minute = now
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      return { success: count <= limit }
    },
  }
}

function remote(server) {
  return {
    async limit({ key }) {
      const response = await server.fetch('http://platform/', { method: 'POST', body: key })
      return response.json()
    },
  }
}
