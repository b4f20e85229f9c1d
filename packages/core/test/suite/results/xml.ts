export interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

/** Reads an XML 1.0 document of elements, attributes and text; whatever else there is, or is not well-formed, is an error. */
export function parseXml(document: string): Element {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declaration) || FORBIDDEN.test(document)) throw new Error('no XML');
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let at = declaration.length;
  for (const found of document.slice(at).matchAll(TOKEN)) {
    if (declaration.length + found.index !== at) break;
    at += found[0].length;
    const [, end, start, attributes = '', closed, text] = found;
    const parent = open.at(-1) as Element;
    if (text !== undefined) parent.text += unescaped(text);
    else if (end !== undefined) {
      if (open.pop()?.name !== end) throw new Error(`</${end}> ends another element`);
    } else {
      const child: Element = { name: start ?? '', attributes: attributesOf(attributes), children: [], text: '' };
      parent.children.push(child);
      if (closed === '') open.push(child);
    }
  }
  if (at !== document.length) throw new Error(`no XML: ${document.slice(at, at + 80)}`);
  const [only] = root.children;
  if (open.length !== 1 || root.children.length !== 1 || only === undefined) throw new Error('not one element');
  return only;
}

const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u;
const ATTRIBUTE = /\s+([\w-]+)="((?:[^<&"]|&#\d+;)*)"/g;
const TOKEN = /<\/([\w-]+)>|<([\w-]+)((?:\s+[\w-]+="(?:[^<&"]|&#\d+;)*")*)(\/?)>|((?:[^<&>]|&#\d+;)+)/g;

function attributesOf(text: string): Record<string, string> {
  // A parser makes a space of what white space is not a reference.
  return Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name, value = '']) => [name, unescaped(value.replace(/[\t\n\r]/g, ' '))]),
  );
}

function unescaped(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
