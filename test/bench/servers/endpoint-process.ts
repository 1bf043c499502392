import { startNeonEndpoint } from '../../../src/local/neon/endpoint.ts'
import { signalReady } from './children.ts'

/**
 * Runs the endpoint in a separate process, as it would run next to a real database. Argument: the server's port.
 * Variable: `SUPERUSER_URL`.
 */
const { SUPERUSER_URL: superuserUrl } = process.env
const endpoint = await startNeonEndpoint({
  database: { host: '127.0.0.1', port: Number(process.argv[2]) },
  ...(superuserUrl && { superuserUrl }),
})
signalReady({ port: Number(new URL(endpoint.url).port) })
