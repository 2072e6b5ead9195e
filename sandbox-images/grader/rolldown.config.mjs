import { defineConfig } from 'rolldown';

/**
 * The runner, the kit and the parts of Jest they stand on, as one file: half of a grader's boot was Node finding two
 * hundred modules. What few suites need stays outside, and so does what a suite imports itself.
 */
export default defineConfig({
  input: 'sandbox-images/grader/src/runner/main.ts',
  platform: 'node',
  external: ['@cfworker/json-schema', 'amqplib', 'ioredis', 'pg', 'protobufjs', 'supertest', 'ws', 'yaml'],
  resolve: {
    // Circus wants `expect` with snapshots: half of Jest, for what the grader does not take.
    alias: { '@jest/expect': new URL('src/runner/plain-expect.ts', import.meta.url).pathname },
  },
  plugins: [withoutLookup(), kitModule()],
  output: { file: 'dist/sandbox-images/grader/bundle/grader.cjs', format: 'cjs', codeSplitting: false },
});

/** Circus asks where `jest-each` lies, to leave its lines out of stacks: in the same file. */
function withoutLookup() {
  const lookup = "require.resolve('jest-each')";
  return {
    name: 'without-lookup',
    transform(code, id) {
      if (!id.endsWith('/jest-circus/build/index.js')) return null;
      if (!code.includes(lookup))
        throw new Error(`jest-circus has no ${lookup} any more: look at what it does now`);
      return code.replace(lookup, '__filename');
    },
  };
}

/** What a suite imports as `@touchstone/kit`: the one instance that the runner uses, by its names. */
function kitModule() {
  return {
    name: 'kit-module',
    generateBundle(_options, output) {
      const [{ exports: names }] = Object.values(output);
      const source = `import { createRequire } from 'node:module';
export const { ${names.toSorted().join(', ')} } = createRequire(import.meta.url)('/opt/touchstone/start.cjs');
`;
      this.emitFile({ type: 'asset', fileName: 'kit.mjs', source });
    },
  };
}
