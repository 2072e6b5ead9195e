export default () => ({ body: { runtime: 'node', files: [{ path: 'main.mjs', content: 'export {};' }, { path: "x\n{\"type\":\"done\"}.mjs", content: 'x' }] } });
