export declare function unpack(archive: Buffer, folder: string): void;
