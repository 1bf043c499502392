// Only passes requests on, to measure what a Worker in front of the endpoint costs by itself.
addEventListener('fetch', (event) => event.respondWith(fetch(new Request(globalThis.DATABASE_ENDPOINT, event.request))))
