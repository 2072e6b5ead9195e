import { transformFile, transform } from '@swc/core';
import { transformSync } from '@swc/wasm-typescript';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** Runner, kit and driver as the images have them, in a folder of their own. */
export interface CompiledGrader {
  readonly runner: string;
  readonly driver: string;
  /** For suites and subjects; `@touchstone/kit` resolves from here. */
  readonly workspace: string;
  remove(): Promise<void>;
}

export async function compileGrader(): Promise<CompiledGrader> {
  const root = await mkdtemp(join(tmpdir(), 'touchstone-grader-'));
  await writeFile(join(root, 'package.json'), '{"type":"module"}');
  await symlink(join(repository, 'node_modules'), join(root, 'node_modules'));
  await compileFolder(join(repository, 'sandbox-images/grader/src'), join(root, 'grader'));
  await compileFolder(join(repository, 'sandbox-images/node/driver'), join(root, 'driver'));

  const kit = join(root, 'workspace/node_modules/@touchstone/kit');
  await mkdir(kit, { recursive: true });
  await writeFile(join(kit, 'package.json'), '{"type":"module","exports":"./index.js"}');
  await writeFile(join(kit, 'index.js'), `export * from '${join(root, 'grader/kit/index.js')}';`);
  return {
    runner: join(root, 'grader/runner/main.js'),
    driver: join(root, 'driver/main.js'),
    workspace: join(root, 'workspace'),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function compileFolder(source: string, target: string): Promise<void> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.endsWith('.spec.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    const { code } = await transformFile(path, SWC_OPTIONS);
    const output = join(target, relative(source, path).replace(/\.ts$/, '.js'));
    await mkdir(dirname(output), { recursive: true });
    await writeFile(output, code);
  }
}

/** A suite file as a worker sends it, and under a name that this Node can import: an old one has no hooks. */
export async function toSuiteFile(path: string, content: string): Promise<{ path: string; content: string }> {
  if (Number(process.versions.node.split('.')[0]) >= 24)
    return { path, content: transformSync(content, { mode: 'strip-only' }).code };
  const { code } = await transform(content, SWC_OPTIONS);
  return {
    path: path.replace(/\.ts$/, '.mjs'),
    content: code.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.mjs'"),
  };
}

const SWC_OPTIONS = {
  configFile: false,
  swcrc: false,
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'es6' },
} as const;
