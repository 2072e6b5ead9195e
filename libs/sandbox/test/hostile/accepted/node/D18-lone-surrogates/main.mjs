import { serve } from './honest.mjs';

console.log('\ud800 \udfff \0 \ufffe');
console.error(Buffer.from([0xed, 0xa0, 0x80, 0, 0xff]).toString('latin1'));
serve();
