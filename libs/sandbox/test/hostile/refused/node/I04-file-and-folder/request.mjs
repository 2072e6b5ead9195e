export default () => ({
  body: {
    runtime: 'node',
    files: [{ path: 'main.mjs', content: 'export {};' }, { path: 'a', content: '1' }, { path: 'a/b.mjs', content: '2' }],
  },
});
