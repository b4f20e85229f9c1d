// Pages of man(7), from plain text.

/** Letters beyond ASCII that texts have, as groff and mandoc call them. */
const LETTERS = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '’': '\\(cq',
  '“': '\\(lq',
  '”': '\\(rq',
  '–': '\\(en',
  '…': '...',
  '→': '\\(->',
};

/** Pages are written in lines of this length, however wide they are shown. */
const WIDTH = 78;

/** Text that means nothing to roff. Words between backquotes are bold. Throws for letters that not every terminal may have. */
export function roff(text) {
  const marked = text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? bold(part) : escaped(part)));
  const words = marked.join('').trim().split(/\s+/);
  const lines = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.map(lineStart).join('\n');
}

export function bold(text) {
  return `\\fB${escaped(text)}\\fR`;
}

export function italic(text) {
  return `\\fI${escaped(text)}\\fR`;
}

/** A section, or one below it; nothing where it has no lines. */
export function section(header, lines, macro = 'SH') {
  return lines.length === 0 ? [] : [`.${macro} "${escaped(header).replaceAll('"', '\\(dq')}"`, ...lines];
}

/** A term, in roff, and what it means, in plain text. */
export function tagged(term, text) {
  return ['.TP', lineStart(term), roff(text)];
}

/** Paragraphs of plain text. */
export function paragraphs(...texts) {
  return texts.flatMap((text, index) => [...(index === 0 ? [] : ['.PP']), roff(text)]);
}

/** A command line as it is typed, below what it is for. */
export function example(description, command) {
  return ['.PP', roff(description), '.PP', '.RS 4', '.nf', lineStart(escaped(command)), '.fi', '.RE'];
}

function escaped(text) {
  const plain = text.replace(/[\\'`^~’“”–…→-]/g, (letter) => LETTERS[letter]);
  const strange = /[^\n -~]/.exec(plain);
  if (strange) throw new Error(`The manual page cannot have ${JSON.stringify(strange[0])}: ${text}`);
  return plain;
}

/** A dot at the beginning of a line would make it a request; a quote is escaped already. */
function lineStart(line) {
  return line.startsWith('.') ? `\\&${line}` : line;
}
