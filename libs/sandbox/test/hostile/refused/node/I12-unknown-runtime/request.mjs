export default () => ({ body: { runtime: '../grader', files: [{ path: 'main.mjs', content: 'export {};' }] } });
