import { fileURLToPath } from 'node:url';

const rootDir = fileURLToPath(new URL('../..', import.meta.url));

const project = (displayName, testMatch, more = {}) => ({
  displayName,
  rootDir,
  testMatch,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': ['@swc/jest', { configFile: false, swcrc: false, ...swc }] },
  moduleNameMapper: {
    '^#([a-z-]+)$': '<rootDir>/libs/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.touchstone/', '<rootDir>/exercises/'],
  ...more,
});

const swc = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true, tsx: false },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

export default {
  rootDir,
  testTimeout: 60_000,
  projects: [
    project('unit', ['<rootDir>/{apps,libs,sandbox-images}/**/*.spec.ts']),
    project('integration', ['<rootDir>/{libs,sandbox-images}/*/test/**/*.int-spec.ts']),
    project('feature', ['<rootDir>/apps/*/test/**/*.e2e-spec.ts']),
    project('pages', ['<rootDir>/apps/api/test/pages/**/*.page-spec.ts']),
    project('system', ['<rootDir>/apps/api/test/system/**/*.system-spec.ts']),
    // Not tests: they make the pictures of the documents anew, when asked.
    project('pictures', ['<rootDir>/apps/api/test/system/**/*.pictures.ts']),
    project('hostile', ['<rootDir>/apps/api/test/hostile/**/*.hostile-spec.ts']),
  ],
};
