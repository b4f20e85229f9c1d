/** Marks text for a terminal; each function gives it back unchanged where colours are off. */
export type Style = Readonly<Record<keyof typeof CODES, (text: string) => string>>;

/** Select Graphic Rendition parameters of ECMA-48: on, off. */
const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
} as const;

export function styleFor(looks: { readonly colour: boolean }): Style {
  const entries = Object.entries(CODES).map(([name, [on, off]]) => [
    name,
    (text: string) => (looks.colour ? `\x1b[${on}m${text}\x1b[${off}m` : text),
  ]);
  return Object.fromEntries(entries);
}
