import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

const root = fileURLToPath(new URL('../..', import.meta.url).href)

/** The part of esbuild that is used here. */
type Esbuild = { build(options: object): Promise<Built> }
type Built = {
  outputFiles: { path: string; text: string }[]
  metafile: { outputs: Record<string, Output> }
}
type Output = { entryPoint?: string; inputs: Record<string, object>; imports: { path: string; kind: string }[] }

/** As in wrangler.toml. */
const aliases = {
  name: 'aliases',
  setup({ onResolve }: { onResolve: (options: object, resolve: () => { path: string }) => void }) {
    onResolve({ filter: /^zod$/ }, () => ({ path: `${root}src/validation/zod.ts` }))
  },
}

/**
 * The code that requests to the API can load: everything except what only requests to the dashboard load. Built in
 * parts, by the bundler of wrangler.
 * @returns its source files, and its compressed size in bytes.
 */
export async function apiModules(): Promise<{ files: string[]; compressed: number }> {
  const wrangler = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'))
  const { build } = (await import(pathToFileURL(wrangler.resolve('esbuild')).href)).default as Esbuild
  const { outputFiles, metafile } = await build({
    ...{ absWorkingDir: root, entryPoints: ['src/index.ts'], outdir: 'dist', write: false, metafile: true },
    ...{ bundle: true, splitting: true, minify: true, format: 'esm', target: 'es2024' },
    ...{ conditions: ['workerd', 'worker', 'browser'], external: ['*.css', '*.browser.js'], plugins: [aliases] },
  })
  const reached = new Set<string>()
  const visit = (path: string) => {
    const output = metafile.outputs[path]
    if (!output || reached.has(path) || output.entryPoint === 'src/dashboard/app.ts') return
    reached.add(path)
    for (const one of output.imports) visit(one.path)
  }
  visit('dist/index.js')
  const texts = outputFiles.filter(({ path }) => reached.has(path.slice(root.length))).map(({ text }) => text)
  const files = [...reached].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}))
  return { files, compressed: gzipSync(texts.join('\n')).length }
}
