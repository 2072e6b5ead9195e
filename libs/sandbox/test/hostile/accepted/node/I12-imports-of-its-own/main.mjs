const read = process.getBuiltinModule(['f', 's'].join(''));
const { serve } = await import(['./hon', 'est.mjs'].join(''));
console.log(`read ${typeof read.readFileSync}, ${(await import('#secret')).default}`);
serve();
