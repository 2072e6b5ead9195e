import { serve } from './honest.mjs';

/* ‮ } ⁦if (isAdmin)⁩ ⁦ begin admins only */
const isаdmin = true;
console.log(`text ‮gnp.exe ${isаdmin}`);
serve();
