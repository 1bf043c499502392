// The part of a KV namespace that the Worker's key cache needs. Entries stay until they are deleted.
const entries = new Map()

addEventListener('fetch', (event) => event.respondWith(respond(event.request)))

async function respond(request) {
  const key = new URL(request.url).pathname
  if (request.method === 'PUT') entries.set(key, await request.arrayBuffer())
  else if (request.method === 'DELETE') entries.delete(key)
  else if (!entries.has(key)) return new Response(null, { status: 404 })
  return new Response(entries.get(key))
}
