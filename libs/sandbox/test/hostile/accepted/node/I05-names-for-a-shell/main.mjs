import { readdirSync } from 'node:fs';
import { serve } from './honest.mjs';

serve();
for (const name of readdirSync('.')) console.log(name);
console.log('hacked:', readdirSync('.').includes('hacked'));
