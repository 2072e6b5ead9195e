export default () => ({ body: { runtime: 'node', files: [{ path: 'main.mjs', content: 'export {};' }, { path: "lib/Node_Modules/pg/index.js", content: 'x' }] } });
