export default () => ({ body: `main.mjs${'\0'.repeat(1016)}`, headers: { 'content-type': 'application/x-tar' } });
