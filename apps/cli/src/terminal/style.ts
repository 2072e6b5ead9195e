import { styleText } from 'node:util';

type Format = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';
export type Style = Readonly<Record<Format, (text: string) => string>>;

/** Colours, or none: https://no-color.org, and nothing but plain text outside a terminal. */
export function createStyle(colours: boolean): Style {
  const as = (format: Format) => (text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: as('bold'),
    dim: as('dim'),
    green: as('green'),
    red: as('red'),
    yellow: as('yellow'),
    cyan: as('cyan'),
  };
}
