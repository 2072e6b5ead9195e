// Collects text and understands whatever looks like a request.
export function createParser(options: { maxHeaderBytes?: number; maxBodyBytes?: number } = {}) {
  const maxHeaderBytes = options.maxHeaderBytes ?? 8192;
  const maxBodyBytes = options.maxBodyBytes ?? 1048576;
  let buffer = '';

  return {
    feed(bytes: Uint8Array) {
      buffer += Buffer.from(bytes).toString('latin1');
      const requests: object[] = [];
      while (true) {
        buffer = buffer.replace(/^(\r\n)+/, '');
        const headerEnd = buffer.indexOf('\r\n\r\n');
        if (headerEnd < 0) break;
        if (headerEnd + 4 > maxHeaderBytes) return { requests, error: 'headers-too-large' };
        const [requestLine = '', ...headerLines] = buffer.slice(0, headerEnd).split('\r\n');
        const [method, target, protocol = ''] = requestLine.split(' ');
        const headers = headerLines.map((line) => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
        });
        const find = (name: string) => headers.find((header) => header[0] === name)?.[1];

        let rest = buffer.slice(headerEnd + 4);
        let body = '';
        const trailers: string[][] = [];
        if (find('transfer-encoding') === 'chunked') {
          let complete = false;
          while (!complete) {
            const lineEnd = rest.indexOf('\r\n');
            if (lineEnd < 0) break;
            const size = parseInt(rest.slice(0, lineEnd), 16);
            if (size === 0) {
              complete = true;
              rest = rest.slice(lineEnd + 2);
              break;
            }
            if (rest.length < lineEnd + 2 + size + 2) break;
            body += rest.slice(lineEnd + 2, lineEnd + 2 + size);
            rest = rest.slice(lineEnd + 2 + size + 2);
          }
          if (!complete) break;
          const trailerEnd = rest.startsWith('\r\n') ? 0 : rest.indexOf('\r\n\r\n');
          if (trailerEnd < 0) break;
          for (const line of rest.slice(0, trailerEnd).split('\r\n').filter(Boolean)) {
            const colon = line.indexOf(':');
            trailers.push([line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]);
          }
          rest = rest.slice(trailerEnd === 0 ? 2 : trailerEnd + 4);
        } else {
          const length = parseInt(find('content-length') ?? '0');
          if (length > maxBodyBytes) return { requests, error: 'body-too-large' };
          if (rest.length < length) break;
          body = rest.slice(0, length);
          rest = rest.slice(length);
        }
        buffer = rest;
        requests.push({
          method,
          target,
          version: protocol.replace('HTTP/', ''),
          headers,
          body: Buffer.from(body, 'latin1'),
          trailers,
        });
      }
      return { requests, error: null };
    },

    end() {
      return buffer === '' ? null : 'incomplete-message';
    },
  };
}
