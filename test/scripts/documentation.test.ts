import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const TOP = fileURLToPath(new URL('../../', import.meta.url));

const pages = [
  ...markdownIn('.'),
  ...markdownIn('docs'),
  ...readdirSync(join(TOP, 'packages')).flatMap((name) => markdownIn(join('packages', name))),
];
const texts = new Map(pages.map((page) => [page, readFileSync(join(TOP, page), 'utf8')]));

test.each(pages)('the links of %s lead to pages and headings that are there', (page) => {
  const links = [...withoutCode(texts.get(page) ?? '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  expect(links.filter((link) => !/^https?:/.test(link) && !isThere(page, link))).toEqual([]);
});

function markdownIn(directory: string): string[] {
  const names = readdirSync(join(TOP, directory)).filter((name) => name.endsWith('.md'));
  return names.map((name) => join(directory, name));
}

function isThere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : relative(TOP, resolve(TOP, dirname(page), path));
  const text = texts.get(target);
  if (anchor === undefined) return text !== undefined || exists(target);
  return text !== undefined && anchors(text).includes(anchor);
}

function exists(path: string): boolean {
  return readdirSync(join(TOP, dirname(path))).includes(path.split('/').at(-1) ?? '');
}

/** As GitHub makes them. */
function anchors(text: string): string[] {
  const titles = [...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title);
  return titles.map((title) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, '');
}
