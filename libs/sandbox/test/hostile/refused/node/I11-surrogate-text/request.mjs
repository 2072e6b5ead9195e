export default () => ({ body: { runtime: 'node', files: [{ path: 'main.mjs', content: 'const a = "\ud800";' }] } });
