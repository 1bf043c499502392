import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from 'vitest'
import { root } from '../setup/dev-run.ts'
import { type ProgramResult, runProgram } from '../setup/programs.ts'

export const NAME = 'customer-management-client'

/** A project of a user: the published client and its dependencies are installed there, and nothing else. */
export interface Project {
  /** The files of the published client. */
  files: string[]
  /** Writes a file of the project. */
  write: (file: string, text: string) => Promise<void>
  /** Runs a program in the project. */
  run: (program: string, ...args: string[]) => Promise<ProgramResult>
}

/** Tests in a project that has the client as `npm pack` makes it. */
export const projectTest = base.extend<{ project: Project }>({
  project: [
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'customers-packed-'))
      const project = join(folder, 'project')
      await mkdir(project)
      const installed = await install(await pack(folder), project)
      await use({
        files: (await readdir(installed, { recursive: true })).sort(),
        write: (file, text) => writeFile(join(project, file), text),
        run: (program, ...args) => runProgram(program, args, { cwd: project }),
      })
      await rm(folder, { recursive: true })
    },
    { scope: 'file' },
  ],
})

/** Builds the client in a copy, because other tests build it in its place. Returns the packed file. */
async function pack(folder: string): Promise<string> {
  const copy = join(folder, 'client')
  const isSource = (path: string) => !/\/client\/(node_modules|dist)$/.test(path)
  await cp(join(root, 'client'), copy, { recursive: true, filter: isSource })
  await cp(join(root, 'tsconfig.json'), join(folder, 'tsconfig.json'))
  await symlink(join(root, 'client/node_modules'), join(copy, 'node_modules'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await succeed('npm', ['pack', '--offline', '--pack-destination', folder], copy)
  const packed = (await readdir(folder)).find((file) => file.endsWith('.tgz'))
  // A project below this folder would find these, and not only what it has installed.
  await rm(join(folder, 'node_modules'))
  return join(folder, packed ?? '')
}

/** Unpacks the client into a project, with copies of what it depends on. Returns its folder. */
async function install(packed: string, project: string): Promise<string> {
  const modules = join(project, 'node_modules')
  const folder = join(modules, NAME)
  await mkdir(folder, { recursive: true })
  await succeed('tar', ['-xzf', packed, '-C', folder, '--strip-components=1'], project)
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const copyDependencies = async (of: string) => {
    for (const name of await dependenciesOf(of)) {
      await cp(join(root, 'node_modules', name), join(modules, name), { recursive: true })
      await copyDependencies(join(modules, name))
    }
  }
  await copyDependencies(folder)
  return folder
}

async function dependenciesOf(folder: string): Promise<string[]> {
  return Object.keys(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).dependencies ?? {})
}

async function succeed(program: string, args: string[], cwd: string): Promise<void> {
  const { code, stdout, stderr } = await runProgram(program, args, { cwd })
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`)
}
