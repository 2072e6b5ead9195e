import { serve } from './honest.mjs';

serve();
