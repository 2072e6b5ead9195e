export default () => ({ body: { runtime: 'node', files: [{ path: 'main.mjs', content: 'export {};' }, { path: "node_modules/pg/index.js", content: 'x' }] } });
