export default () => ({ body: { runtime: 'node', files: [] } });
