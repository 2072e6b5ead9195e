/** Stands for the reference solution where an address names a submission to compare with. */
export const REFERENCE = 'reference';
