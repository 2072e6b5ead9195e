export default () => ({
  body: {
    runtime: 'node',
    files: [{ path: 'main.mjs', content: 'export {};' }, { path: '\ufb01.mjs', content: '1' }, { path: 'fi.mjs', content: '2' }],
  },
});
