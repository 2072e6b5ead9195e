export default () => ({ body: { runtime: 'node', files: [{ path: 'main.mjs', content: 'export {};' }, { path: 'main\u202egpj.mjs', content: 'x' }] } });
