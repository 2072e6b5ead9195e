import { serve } from './honest.mjs';

serve();
console.log((await import('node:fs')).readdirSync('.').sort().join('|'));
