/** Enough of a content hash to tell versions apart by eye. */
export const shortenVersion = (version: string): string => version.slice(0, 8);
