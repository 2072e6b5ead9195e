export default () => ({ body: { runtime: 'node', files: [{ path: 'main.mjs', content: 'export {};' }, { path: "x.mjs\u0000.txt", content: 'x' }] } });
