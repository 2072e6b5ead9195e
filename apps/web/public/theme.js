// Runs before the first paint, so that a chosen theme does not flash. The same key as src/shell/theme.ts.
try {
  var theme = localStorage.getItem('touchstone.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch (error) {
  console.warn('The theme follows the system: this browser keeps nothing.', error);
}
