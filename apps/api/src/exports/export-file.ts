import { StreamableFile } from '@nestjs/common';

/** Something to download. */
export interface ExportFile {
  /** Letters, digits, hyphens and dots only. */
  readonly name: string;
  readonly type: string;
  readonly content: string | Uint8Array;
}

export function toDownload({ name, type, content }: ExportFile): StreamableFile {
  const bytes = Buffer.from(content);
  return new StreamableFile(bytes, {
    type,
    disposition: `attachment; filename="${name}"`,
    length: bytes.length,
  });
}

export const JSON_TYPE = 'application/json; charset=utf-8';
export const XML_TYPE = 'application/xml; charset=utf-8';
export const CSV_TYPE = 'text/csv; charset=utf-8';
export const ZIP_TYPE = 'application/zip';
