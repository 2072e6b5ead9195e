import { z } from 'zod';

/** A moment as the API writes it: ISO 8601 in UTC. */
export const timestamp = () => z.iso.datetime();
