import { serve } from './honest.mjs';

serve((request, response) => request.url.startsWith('/double') && (response.end('\u061c'.repeat(700)), true));
