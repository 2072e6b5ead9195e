export default () => ({ body: { runtime: 'node', files: [{ path: 'main.mjs', content: ' '.repeat(256 * 1024 + 1) }] } });
