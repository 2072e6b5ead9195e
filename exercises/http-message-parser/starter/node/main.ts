interface Request {
  method: string;
  target: string;
  version: string;
  headers: [name: string, value: string][];
  body: Uint8Array;
  trailers: [name: string, value: string][];
}

interface Options {
  maxHeaderBytes?: number;
  maxBodyBytes?: number;
}

export function createParser({ maxHeaderBytes = 8192, maxBodyBytes = 1_048_576 }: Options = {}) {
  return {
    /** Reads a request that comes whole, in one piece. What if the network delivers half of it? */
    feed(bytes: Uint8Array): { requests: Request[]; error: string | null } {
      const text = Buffer.from(bytes).toString('latin1');
      const [head = '', body = ''] = text.split('\r\n\r\n');
      const [requestLine = '', ...lines] = head.split('\r\n');
      const [method = '', target = '', protocol = ''] = requestLine.split(' ');
      const headers = lines.map((line): [string, string] => {
        const [name = '', value = ''] = line.split(':');
        return [name, value]; // Look at how the statement wants names and values.
      });
      const version = protocol.replace('HTTP/', '');
      return {
        requests: [{ method, target, version, headers, body: Buffer.from(body, 'latin1'), trailers: [] }],
        error: null,
      };
    },

    end(): string | null {
      return null;
    },
  };
}
