import { random } from '@touchstone/kit';
import { chunked, expectRefusal, expectRequests, lines, request, toText, type Field } from './parsing.ts';

const HEAD = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
const upload = (body: string, trailers: Field[] = []) =>
  request({
    method: 'POST',
    headers: [
      ['host', 'a'],
      ['transfer-encoding', 'chunked'],
    ],
    body,
    trailers,
  });

describe('Chunked bodies', () => {
  it('joins the chunks of a body', async () => {
    const [first, second] = [toText(random.bytes(26)), toText(random.bytes(171))];

    for (const [a, b] of [
      ['1a', 'ab'],
      ['1A', 'aB'],
      ['01a', '0000AB'],
    ]) {
      await expectRequests(`${HEAD}${a}\r\n${first}\r\n${b}\r\n${second}\r\n0\r\n\r\n`, [
        upload(first + second),
      ]);
    }
    await expectRequests(`${HEAD}0\r\n\r\n`, [upload('')]);
    await expectRequests(`${HEAD}000\r\n\r\n${HEAD}1\r\n!\r\n0\r\n\r\n`, [upload(''), upload('!')]);
  });

  it('ignores chunk extensions', async () => {
    const body = random.sentence(3);
    const size = body.length.toString(16);

    for (const extension of [`;${random.word()}`, `;name=${random.word()}`, ';a="x;y";b', '; q=1', ';']) {
      await expectRequests(`${HEAD}${size}${extension}\r\n${body}\r\n0${extension}\r\n\r\n`, [upload(body)]);
    }
  });

  it('keeps trailers apart from the headers', async () => {
    const [sum, host] = [random.word(), `${random.word()}.example`];
    const body = random.sentence(3);
    const trailers = lines(`X-Sum: \t${sum} `, `Host: ${host}`, 'Content-Length: 3');

    await expectRequests(`${HEAD}${chunked(body)}${trailers}\r\n`, [
      upload(body, [
        ['x-sum', sum],
        ['host', host],
        ['content-length', '3'],
      ]),
    ]);
  });

  it('recognises the encoding in any case', async () => {
    const body = random.sentence(2);

    for (const value of ['Chunked', 'CHUNKED', 'cHuNkEd']) {
      const input = `POST / HTTP/1.1\r\nHost: a\r\nTRANSFER-ENCODING: \t${value} \r\n\r\n${chunked(body)}\r\n`;
      await expectRequests(input, [
        {
          ...upload(body),
          headers: [
            ['host', 'a'],
            ['transfer-encoding', value],
          ],
        },
      ]);
    }
  });

  it('takes chunk data as it is, whatever it looks like', async () => {
    for (const data of [
      '\r\n',
      '0\r\n\r\n',
      `\n${random.word()}\r`,
      `0\r\n\r\nGET /${random.word()} HTTP/1.1\r\n`,
    ]) {
      await expectRequests(`${HEAD}${data.length.toString(16)}\r\n${data}\r\n0\r\n\r\n`, [upload(data)]);
    }
  });

  it('refuses a chunk size that is not made of hexadecimal digits', async () => {
    for (const size of ['', '-5', '+5', '0x5', '5h', 'five', '5 ', ' 5', '5 5', '1_0', '5.0', ';x']) {
      await expectRefusal(`${HEAD}${size}\r\nhello\r\n0\r\n\r\n`, 'bad-chunk');
    }
  });

  it('refuses a chunk that is not followed by its line end', async () => {
    const data = random.word(5);

    for (const after of [
      '0\r\n\r\n',
      '\n0\r\n\r\n',
      '\r\r\n0\r\n\r\n',
      `${random.word(2)}\r\n0\r\n\r\n`,
      '\n\r0\r\n\r\n',
    ]) {
      await expectRefusal(`${HEAD}5\r\n${data}${after}`, 'bad-chunk');
    }
  });
});
