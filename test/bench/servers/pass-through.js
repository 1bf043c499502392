// Nothing but a hop: what a request to the endpoint takes when a Worker stands in between.
addEventListener('fetch', (event) => event.respondWith(fetch(new Request(globalThis.DATABASE_ENDPOINT, event.request))))
