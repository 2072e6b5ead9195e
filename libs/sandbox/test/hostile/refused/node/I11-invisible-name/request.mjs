export default () => ({ body: { runtime: 'node', files: [{ path: 'main.mjs', content: 'export {};' }, { path: 'ma\u200bin.mjs', content: 'x' }] } });
