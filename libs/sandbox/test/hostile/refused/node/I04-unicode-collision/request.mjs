export default () => ({
  body: {
    runtime: 'node',
    files: [{ path: 'main.mjs', content: 'export {};' }, { path: 'caf\u00e9.mjs', content: '1' }, { path: 'cafe\u0301.mjs', content: '2' }],
  },
});
