import { startNeonEndpoint } from '../../../src/local/neon/endpoint.ts'
import { greet } from './children.ts'

/** The endpoint in a process of its own, as it is beside a real database. Argument: the server's port. */
const endpoint = await startNeonEndpoint({ database: { host: '127.0.0.1', port: Number(process.argv[2]) } })
greet({ port: Number(new URL(endpoint.url).port) })
