import { chooseTheme, THEMES, useTheme, type Theme } from './theme.js';

const LABELS: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

export function ThemeChoice() {
  const current = useTheme();
  return (
    <fieldset>
      <legend>Appearance</legend>
      {THEMES.map((theme) => (
        <label key={theme} className="row">
          <input
            type="radio"
            name="theme"
            value={theme}
            checked={theme === current}
            onChange={() => chooseTheme(theme)}
          />
          {LABELS[theme]}
        </label>
      ))}
    </fieldset>
  );
}
