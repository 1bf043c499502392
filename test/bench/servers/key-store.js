// A KV namespace as far as the Worker's cache of keys needs one: what is put stays until it is deleted.
const entries = new Map()

addEventListener('fetch', (event) => event.respondWith(answer(event.request)))

async function answer(request) {
  const key = new URL(request.url).pathname
  if (request.method === 'PUT') entries.set(key, await request.arrayBuffer())
  else if (request.method === 'DELETE') entries.delete(key)
  else if (!entries.has(key)) return new Response(null, { status: 404 })
  return new Response(entries.get(key))
}
