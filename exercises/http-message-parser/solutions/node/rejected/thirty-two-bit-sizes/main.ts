/** A state machine: one function for each state, called with one byte, returning the next state. */

type State = (byte: number) => State;
type Field = [string, string];
type Section = 'head' | 'chunk-size' | 'trailers';

interface Options {
  maxHeaderBytes?: number;
  maxBodyBytes?: number;
}

const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;

const isToken = (byte: number) => /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(byte));
const TOKEN = new Set(Array.from({ length: 256 }, (_, byte) => byte).filter(isToken));
const isVisible = (byte: number) => byte > 0x20 && byte < 0x7f;
const isFieldText = (byte: number) => byte === TAB || byte === SPACE || isVisible(byte) || byte >= 0x80;
const isDigit = (text: string) => /^\d+$/.test(text);

export function createParser(options?: Options) {
  const maxHeaderBytes = options?.maxHeaderBytes ?? 8192;
  const maxBodyBytes = options?.maxBodyBytes ?? 1_048_576;

  let requests: object[] = [];
  let error: string | null = null;

  let request: { method: string; target: string; version: string; headers: Field[]; trailers: Field[]; body: Uint8Array };
  let text = '';
  let name = '';
  let section: Section = 'head';
  let sectionBytes = 0;
  let body = new Uint8Array(0);
  let filled = 0;
  let remaining = 0;

  class Stop extends Error {}
  const refuse = (code: string): never => {
    error = code;
    throw new Stop();
  };

  const begin: State = (byte) => {
    if (byte === CR) return afterSkippedCr;
    if (byte === LF) return refuse('bad-line-ending');
    request = { method: '', target: '', version: '', headers: [], trailers: [], body };
    section = 'head';
    sectionBytes = 0;
    text = '';
    return method(byte);
  };
  const afterSkippedCr: State = (byte) => (byte === LF ? begin : refuse('bad-line-ending'));

  const inSection =
    (state: State): State =>
    (byte) => {
      if (++sectionBytes > maxHeaderBytes) refuse('headers-too-large');
      return state(byte);
    };
  /** After a CR: LF or nothing. */
  const lineFeed = (lineEnded: () => State): State =>
    inSection((byte) => (byte === LF ? lineEnded() : refuse('bad-line-ending')));
  const bareLf = (byte: number) => byte === LF && refuse('bad-line-ending');

  const method: State = inSection((byte) => {
    bareLf(byte);
    if (byte === SPACE && text !== '') {
      request.method = text;
      text = '';
      return target;
    }
    if (byte === CR) return lineFeed(() => refuse('bad-request-line'));
    if (!TOKEN.has(byte)) return refuse('bad-request-line');
    text += String.fromCharCode(byte);
    return method;
  });

  const target: State = inSection((byte) => {
    bareLf(byte);
    if (byte === SPACE && text !== '') {
      request.target = text;
      text = '';
      return version;
    }
    if (byte === CR) return lineFeed(() => refuse('bad-request-line'));
    if (!isVisible(byte)) return refuse('bad-request-line');
    text += String.fromCharCode(byte);
    return target;
  });

  const version: State = inSection((byte) => {
    bareLf(byte);
    if (byte === CR) {
      return lineFeed(() => {
        if (!/^HTTP\/\d\.\d$/.test(text)) refuse('bad-request-line');
        request.version = text.slice(5);
        if (request.version !== '1.1' && request.version !== '1.0') refuse('bad-version');
        return lineStart;
      });
    }
    if (text.length === 8) return refuse('bad-request-line');
    text += String.fromCharCode(byte);
    return version;
  });

  const lineStart: State = inSection((byte) => {
    bareLf(byte);
    if (byte === CR) return lineFeed(endOfSection);
    if (byte === SPACE || byte === TAB) return refuse('obs-fold');
    if (!TOKEN.has(byte)) return refuse('bad-header');
    name = String.fromCharCode(byte);
    return fieldName;
  });

  const fieldName: State = inSection((byte) => {
    bareLf(byte);
    if (byte === 0x3a) {
      text = '';
      return fieldValue;
    }
    if (!TOKEN.has(byte)) return byte === CR ? lineFeed(() => refuse('bad-header')) : refuse('bad-header');
    name += String.fromCharCode(byte);
    return fieldName;
  });

  const fieldValue: State = inSection((byte) => {
    bareLf(byte);
    if (byte === CR) {
      const fields = section === 'head' ? request.headers : request.trailers;
      fields.push([name.toLowerCase(), text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '')]);
      return lineFeed(() => lineStart);
    }
    if (!isFieldText(byte)) return refuse('bad-header');
    text += String.fromCharCode(byte);
    return fieldValue;
  });

  function endOfSection(): State {
    sectionBytes = 0;
    if (section === 'trailers') return finish();
    const all = (wanted: string) => request.headers.filter(([field]) => field === wanted).map(([, value]) => value);
    const [lengths, encodings, hosts] = [all('content-length'), all('transfer-encoding'), all('host')];
    if (hosts.length > 1 || (request.version === '1.1' && hosts.length === 0)) refuse('bad-host');
    if (encodings.length > 0) {
      if (lengths.length > 0 || request.version === '1.0') refuse('conflicting-framing');
      if (encodings.length > 1 || encodings[0]!.toLowerCase() !== 'chunked') refuse('bad-transfer-encoding');
      body = new Uint8Array(0);
      filled = 0;
      return startChunk();
    }
    if (lengths.length > 1 || (lengths.length === 1 && !isDigit(lengths[0]!))) refuse('bad-content-length');
    const length = lengths.length === 0 ? 0 : Number(lengths[0]) >>> 0;
    if (length > maxBodyBytes) refuse('body-too-large');
    body = new Uint8Array(length);
    filled = 0;
    return length === 0 ? finish() : fixedBody;
  }

  const fixedBody: State = (byte) => {
    body[filled++] = byte;
    return filled === body.length ? finish() : fixedBody;
  };

  function startChunk(): State {
    section = 'chunk-size';
    sectionBytes = 0;
    text = '';
    return chunkSize;
  }

  const chunkSize: State = inSection((byte) => {
    bareLf(byte);
    if (byte === CR) return lineFeed(endOfSizeLine);
    if (byte === 0x3b) return extension;
    if (!/[0-9a-fA-F]/.test(String.fromCharCode(byte))) return refuse('bad-chunk');
    text += String.fromCharCode(byte);
    return chunkSize;
  });

  const extension: State = inSection((byte) => {
    bareLf(byte);
    return byte === CR ? lineFeed(endOfSizeLine) : extension;
  });

  function endOfSizeLine(): State {
    if (text === '') refuse('bad-chunk');
    remaining = 0;
    for (const digit of text) remaining = ((remaining << 4) | parseInt(digit, 16)) >>> 0;
    if (filled + remaining > maxBodyBytes) refuse('body-too-large');
    if (remaining === 0) {
      section = 'trailers';
      sectionBytes = 0;
      return lineStart;
    }
    makeRoom(filled + remaining);
    return chunkData;
  }

  function makeRoom(size: number): void {
    if (size <= body.length) return;
    const larger = new Uint8Array(Math.max(size, body.length * 2));
    larger.set(body);
    body = larger;
  }

  const chunkData: State = (byte) => {
    body[filled++] = byte;
    return --remaining === 0 ? chunkCr : chunkData;
  };
  const chunkCr: State = (byte) => (byte === CR ? chunkLf : refuse('bad-chunk'));
  const chunkLf: State = (byte) => (byte === LF ? startChunk() : refuse('bad-chunk'));

  function finish(): State {
    request.body = body.slice(0, filled);
    requests.push(request);
    body = new Uint8Array(0);
    return begin;
  }

  let state: State = begin;

  return {
    feed(bytes: Uint8Array) {
      requests = [];
      try {
        if (error === null) for (const byte of bytes) state = state(byte);
      } catch (stop) {
        if (!(stop instanceof Stop)) throw stop;
      }
      return { requests, error };
    },
    end(): string | null {
      return error ?? (state === begin ? null : 'incomplete-message');
    },
  };
}
