export default () => ({ body: { runtime: 'node', files: [{ path: 'main.mjs', content: ' '.repeat(20_000_000) }] } });
