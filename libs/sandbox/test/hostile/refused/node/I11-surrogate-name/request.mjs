export default () => ({ body: { runtime: 'node', files: [{ path: 'main.mjs', content: 'export {};' }, { path: '\ud800.mjs', content: 'x' }] } });
