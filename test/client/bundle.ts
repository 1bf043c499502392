import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Bundles a program for browsers and Workers, minified, as a user of the client would. Its imports start here. */
export async function bundle(program: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    ...{ bundle: true, minify: true, write: false, format: 'esm', platform: 'neutral', target: 'es2022' },
    mainFields: ['module', 'main'],
  })
  return outputFiles[0]?.text ?? ''
}
