/** Directions of the house: each rule is a sentence of docs/ARCHITECTURE.md. `libs/testing/directions.spec.ts` sees each one fire. */
const lib = (...names) => `^libs/(${names.join('|')})/`;
const CORE = ['exercise-catalog', 'judging', 'scoring'];
const ADAPTERS = ['persistence', 'job-queue', 'sandbox', 'live-updates', 'board-cache'];
const TEST_FILE = '(spec\\.ts$|/test/|^libs/testing/)';
const FRAMEWORKS = '(^|/)node_modules/(@nestjs|typeorm|bull|dockerode|ioredis|pg|fastify|@fastify)/';

export default {
  forbidden: [
    {
      name: 'contracts-import-only-zod',
      severity: 'error',
      from: { path: lib('contracts'), pathNot: TEST_FILE },
      to: { pathNot: [lib('contracts'), '(^|/)node_modules/zod'] },
    },
    {
      name: 'core-imports-no-framework',
      severity: 'error',
      from: { path: lib(...CORE), pathNot: TEST_FILE },
      to: { path: FRAMEWORKS },
    },
    {
      name: 'core-imports-no-adapter',
      severity: 'error',
      from: { path: lib(...CORE), pathNot: TEST_FILE },
      to: { path: lib(...ADAPTERS, 'config', 'observability') },
    },
    {
      name: 'judging-and-scoring-do-not-know-each-other',
      severity: 'error',
      from: { path: lib('scoring'), pathNot: TEST_FILE },
      to: { path: lib('judging', 'exercise-catalog') },
    },
    {
      name: 'judging-does-not-know-scoring',
      severity: 'error',
      from: { path: lib('judging'), pathNot: TEST_FILE },
      to: { path: lib('scoring') },
    },
    {
      name: 'adapters-never-meet',
      severity: 'error',
      from: { path: '^libs/(persistence|job-queue|sandbox|live-updates|board-cache)/', pathNot: TEST_FILE },
      to: { path: lib(...ADAPTERS), pathNot: '^libs/$1/' },
    },
    {
      name: 'nothing-imports-apps',
      severity: 'error',
      from: { path: '^(libs|sandbox-images)/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-do-not-import-each-other',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'only-worker-and-cli-reach-the-sandbox',
      severity: 'error',
      from: { path: '^apps/(api|web)/', pathNot: TEST_FILE },
      to: { path: lib('sandbox') },
    },
    {
      name: 'only-the-sandbox-reaches-docker',
      severity: 'error',
      from: { pathNot: ['^libs/sandbox/', '^apps/(worker|cli)/', TEST_FILE] },
      to: { path: '(^|/)node_modules/dockerode/' },
    },
    {
      name: 'web-sees-contracts-alone',
      severity: 'error',
      from: { path: '^apps/web/', pathNot: TEST_FILE },
      to: { path: '^libs/', pathNot: lib('contracts') },
    },
    {
      name: 'images-import-contracts-as-types-only',
      comment: 'The grader image carries no contracts: a value import would fail at run time.',
      severity: 'error',
      from: { path: '^sandbox-images/', pathNot: TEST_FILE },
      to: { path: '^libs/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'testing-is-never-shipped',
      severity: 'error',
      from: { pathNot: TEST_FILE },
      to: { path: lib('testing') },
    },
    {
      name: 'libraries-are-entered-by-their-root',
      severity: 'error',
      from: { path: '^(apps|sandbox-images)/' },
      to: { path: '^libs/[^/]+/.+', pathNot: '^libs/[^/]+/index\\.ts$' },
    },
    {
      name: 'libraries-enter-each-other-by-the-root',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/[^/]+/.+', pathNot: ['^libs/$1/', '^libs/[^/]+/index\\.ts$'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      comment:
        'The kit is in the grader image, Express in the Node image; the rest are types and virtual modules.',
      severity: 'error',
      from: {},
      to: {
        couldNotResolve: true,
        pathNot: ['^@touchstone/kit$', '^express$', '^mdast$', '^vite', '^@vitejs/'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|^libs/sandbox/test/hostile/|\\.touchstone/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['touchstone-source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
