export default () => ({
  body: {
    runtime: 'node',
    files: [{ path: 'main.mjs', content: 'export {};' }, { path: 'x.mjs', content: '1' }, { path: 'x.mjs', content: '2' }],
  },
});
