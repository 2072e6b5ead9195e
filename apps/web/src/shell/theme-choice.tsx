import { useId } from 'react';
import { chooseTheme, THEMES, useTheme, type Theme } from './theme.js';

const LABELS: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

export function ThemeChoice() {
  const current = useTheme();
  const group = useId();
  return (
    <fieldset>
      <legend>Appearance</legend>
      {THEMES.map((theme) => (
        <label key={theme} className="row">
          <input
            type="radio"
            name={group}
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
