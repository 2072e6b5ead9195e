import { z } from 'zod';

// By default zod tries `new Function` when a schema is made; our content security policy refuses it, and says so
// in the console. This module comes before everything that makes schemas.
z.config({ jitless: true });
