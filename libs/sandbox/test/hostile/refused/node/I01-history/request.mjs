export default () => ({ body: { runtime: 'node', files: [{ path: 'main.mjs', content: 'export {};' }, { path: ".git/hooks/post-checkout", content: 'x' }] } });
