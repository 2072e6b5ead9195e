export default () => ({
  body: {
    runtime: 'node',
    files: [{ path: 'main.mjs', content: 'export {};' }, { path: 'lib/B.mjs', content: '1' }, { path: 'LIB/b.mjs', content: '2' }],
  },
});
