/** An element; text in it is escaped, undefined attributes are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: readonly Xml[]
): Xml {
  const named = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const start = `<${name}${named.map(([key, value]) => ` ${key}="${escaped(String(value)).replace(/[\t\n]/g, reference)}"`).join('')}`;
  return {
    xml: children.length === 0 ? `${start}/>\n` : `${start}>${children.map(({ xml }) => xml).join('')}</${name}>\n`,
  };
}

/** Text that is XML already. */
export interface Xml {
  readonly xml: string;
}

export function text(content: string): Xml {
  return { xml: escaped(content) };
}

/** What no XML 1.0 document may hold, not even as a reference. */
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\p{Surrogate}]/gu;

/** Whatever a guest has printed becomes text: of a control character its picture (`␀`), of what is no character U+FFFD. */
function escaped(content: string): string {
  return content
    .replace(FORBIDDEN, (character) => {
      const code = character.charCodeAt(0);
      return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
    })
    .replace(/[&<>"\r]/g, reference);
}

function reference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
