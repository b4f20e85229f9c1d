// Markdown pages in packages: there, links that lead to other places of the checkout lead nowhere.
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The documents that come with the CLI, as there may be no other place to read them. */
const DOCUMENTS = { docs: 'docs', 'README.md': 'docs/README.md', 'SECURITY.md': 'docs/SECURITY.md' };

const LINK = /\[([^\]]*)\]\(([^)#:\s]+)(#[^)]*)?\)/g;

/** Adds the documents to the CLI's copy. */
export function addDocuments(top, copy) {
  for (const [from, to] of Object.entries(DOCUMENTS)) cpSync(join(top, from), join(copy, to), { recursive: true });
}

/** Makes links in the pages of a package's copy lead to where it has what they mean, or be text. */
export function settleLinks({ top, directory, copy, withDocuments }) {
  const places = { [relative(top, directory)]: '.', ...(withDocuments ? DOCUMENTS : {}) };
  const published = new Map(Object.entries(places).flatMap(([from, to]) => filesOf(join(top, from), join(copy, to))));
  for (const [source, page] of published)
    if (page.endsWith('.md') && !page.includes('/templates/')) settle(source, page);

  function settle(source, page) {
    const text = readFileSync(page, 'utf8').replaceAll(LINK, (_, label, path, anchor = '') => {
      const meant = resolve(dirname(source), path);
      const there = published.get(meant) ?? published.get(join(meant, 'README.md'));
      if (there !== undefined) return `[${label}](${relative(dirname(page), there)}${anchor})`;
      const document = relative(top, meant);
      return document.startsWith('docs/') ? `\`${document}\` of @rapido/cli` : label;
    });
    writeFileSync(page, text);
  }
}

/** Pairs of a file in the checkout and its copy. */
function filesOf(from, to) {
  if (statSync(to).isFile()) return [[from, to]];
  const entries = readdirSync(to, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map(({ parentPath, name }) => {
    const path = relative(to, join(parentPath, name));
    return [join(from, path), join(to, path)];
  });
}
