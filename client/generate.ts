import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import openapiTypes, { astToString } from 'openapi-typescript'
import { operations } from '../src/app.ts'
import { apiDocument } from '../src/service/document.ts'

// Generates the client's types from the OpenAPI document of this checkout: `npm run client:generate -- [file]`.

const HEADER = '// Generated from the OpenAPI document by `npm run client:generate`. Do not edit.\n\n'

interface Parameter {
  in?: string
  schema: { type?: string; items?: object; anyOf?: object[] }
}

/** Lets a filter that accepts several values take a single one without a list. */
function withSingleValues(document: object): object {
  return JSON.parse(JSON.stringify(document), (_, value: Parameter | undefined) => {
    if (value?.in !== 'query' || value.schema.type !== 'array' || !value.schema.items) return value
    return { ...value, schema: { anyOf: [value.schema.items, value.schema] } }
  })
}

const document = JSON.stringify(withSingleValues(await apiDocument(operations)))
// A field with a default may be omitted from a request, so the default does not make it required.
const types = await openapiTypes(document, { defaultNonNullable: false, alphabetize: false })
const file = process.argv[2] ?? fileURLToPath(new URL('src/generated.ts', import.meta.url))
await writeFile(file, HEADER + astToString(types))
process.stdout.write(`${file}\n`)
