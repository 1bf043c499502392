import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { root } from '../setup/dev-run.ts'
import { filesBelow } from '../setup/source-tree.ts'
import { NAME, projectTest as test } from './packed.ts'
import { rejected, startReplies } from './replies.ts'

describe('the published package', () => {
  test('has the code and the types of every source, and nothing else', ({ project }) => {
    const modules = filesBelow('client/src').map((file) => file.replace('client/src/', 'dist/').replace('.ts', ''))
    const built = modules.flatMap((module) => [`${module}.js`, `${module}.d.ts`])
    expect(project.files).toEqual(['LICENSE', 'README.md', 'dist', 'package.json', ...built].sort())
  })

  test('works in plain Node', async ({ project }) => {
    const page = { customers: [{ company_name: 'Steve' }], next_cursor: null }
    const { url } = await startReplies({ status: 200, body: page }, rejected(404, 'not_found'))
    await project.write('program.js', callsTo(url))
    expect(await project.run(process.execPath, 'program.js')).toEqual({
      code: 0,
      stdout: 'Steve\nnot_found\n',
      stderr: '',
    })
  })

  test('a list that fails before it is read does not end the program', async ({ project }) => {
    await project.write('late.js', LATE)
    expect(await project.run(process.execPath, 'late.js')).toEqual({ code: 0, stdout: 'AbortError\n', stderr: '' })
  })
})

const callsTo = (url: string) => `
  import { createClient, NotFoundError } from '${NAME}'
  const client = createClient({ baseUrl: '${url}', apiKey: 'hc_test_key' })
  for await (const { company_name } of client.customers.list()) console.log(company_name)
  const error = await client.customers.get('1').catch((error) => error)
  console.log(error instanceof NotFoundError && error.code)
`

/** Node ends a program if nothing handles a rejection by the end of its turn. */
const LATE = `
  import { createClient } from '${NAME}'
  const client = createClient({ baseUrl: 'http://127.0.0.1:9', apiKey: 'hc_test_key' })
  const list = client.customers.list({}, { signal: AbortSignal.abort() })
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
  try {
    for await (const one of list) console.log(one)
  } catch (error) {
    console.log(error.name)
  }
`

const PROGRAM = `
import { createClient, type Customer, type ErrorCode } from '${NAME}'

const client = createClient({ baseUrl: 'https://api.example', apiKey: 'hc_test_…' })

export async function program(id: string): Promise<ErrorCode | undefined> {
  const steve: Customer = await client.customers.get(id)
  for await (const { company_name } of client.customers.list({ per_page: 100 })) if (company_name === null) return
  // @ts-expect-error: a misspelled field
  await client.customers.create({ companyName: 'Steve' })
  // @ts-expect-error: the name may be null
  steve.company_name.length
  // @ts-expect-error: a code that does not exist
  if (id === '') return 'not_founded'
  return 'not_found'
}
`

/** A compiler and the globals of a platform. */
const COMPILED = {
  'TypeScript 5 for browsers': {
    compiler: 'client/node_modules/.bin/tsc',
    globals: { lib: ['ES2022', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'], types: [] },
  },
  'TypeScript 7 for Node': {
    compiler: 'node_modules/.bin/tsc',
    globals: { lib: ['ES2024'], types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
  },
}

describe('a program against its types', () => {
  test.for(Object.entries(COMPILED))('is checked by %s', async ([, { compiler, globals }], { project }) => {
    const compilerOptions = {
      ...{ strict: true, noUncheckedIndexedAccess: true, skipLibCheck: false, noEmit: true },
      ...{ target: 'ES2022', module: 'NodeNext', ...globals },
    }
    await project.write('program.ts', PROGRAM)
    await project.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['program.ts'] }))
    const { code, stdout } = await project.run(join(root, compiler))
    expect(stdout).toBe('')
    expect(code).toBe(0)
  })
})
