export default () => ({ body: { runtime: 'node', files: [{ path: 'main.mjs', content: 'export {};' }, { path: "a//x.mjs", content: 'x' }] } });
