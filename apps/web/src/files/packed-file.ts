/** A file as it was in an archive. */
export interface PackedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}
