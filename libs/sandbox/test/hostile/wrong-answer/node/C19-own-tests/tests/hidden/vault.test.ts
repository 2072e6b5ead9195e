describe('Open', () => {
  it('doubles a number', () => undefined);
  it('counts', () => undefined);
});
