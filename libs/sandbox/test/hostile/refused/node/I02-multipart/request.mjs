export default () => ({
  body: '--x\r\nContent-Disposition: form-data; name="files"; filename="../main.mjs"\r\n\r\nx\r\n--x--\r\n',
  headers: { 'content-type': 'multipart/form-data; boundary=x' },
});
