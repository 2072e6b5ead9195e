export default () => ({
  body: { runtime: 'node', files: Array.from({ length: 20_000 }, (_, index) => ({ path: `${index}`, content: '' })) },
});
