export default () => {
  const files = Array.from({ length: 51 }, (_, index) => ({ path: index === 0 ? 'main.mjs' : `${index}.mjs`, content: '1' }));
  return { body: { runtime: 'node', files } };
};
