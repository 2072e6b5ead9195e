import { defineConfig } from 'rolldown';

/** Libraries' own `import()`s of what is not installed: they look, and do without it. */
const NOT_INSTALLED = [
  /^@nestjs\/(microservices|websockets)(\/|$)/,
  '@nestjs/platform-express',
  /^@fastify\/(multipart|static|view)$/,
  /^class-(transformer|validator)$/,
];

/** Has a compiled part, or reads files of its own folder. */
const STAYS_OUTSIDE = [/^@node-rs\//, 'bull', 'dockerode', 'ioredis', 'pino', /^swagger-ui-dist\//];

/**
 * API and worker as a few files each (docs/adr/0029): two thirds of a start were Node finding two thousand modules. What is
 * imported later (`import()`) is a file of its own.
 */
export default defineConfig({
  input: { api: 'dist/apps/api/src/main.js', worker: 'dist/apps/worker/src/main.js' },
  platform: 'node',
  external: [...STAYS_OUTSIDE, ...NOT_INSTALLED],
  // Types that decorators tell of: Nest wants them where they are classes, and gets `Object` where they are not.
  checks: { importIsUndefined: false },
  onLog(level, log, report) {
    if (level === 'warn') throw new Error(log.message);
    report(level, log);
  },
  plugins: [withoutFolders()],
  output: {
    dir: 'dist/apps',
    // As deep as the sources, which find the pages from where they are.
    entryFileNames: '[name]/bundle/main.js',
    chunkFileNames: 'shared/bundle/[name].js',
    // Nest tells of classes by their names.
    keepNames: true,
  },
});

/** In a bundle there is no `__dirname`: what asks for it has to stay outside. */
function withoutFolders() {
  return {
    name: 'without-folders',
    renderChunk(code) {
      const line = code.split('\n').find((one) => /\b__(dirname|filename)\b/.test(one));
      if (line) throw new Error(`a library that reads its own folder is in the bundle: ${line.trim()}`);
      return null;
    },
  };
}
