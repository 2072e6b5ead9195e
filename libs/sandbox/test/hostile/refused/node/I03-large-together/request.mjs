export default () => {
  const files = Array.from({ length: 5 }, (_, index) => ({ path: index === 0 ? 'main.mjs' : `${index}.mjs`, content: ' '.repeat(250_000) }));
  return { body: { runtime: 'node', files } };
};
