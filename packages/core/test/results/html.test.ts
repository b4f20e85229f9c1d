import { expect, it } from 'vitest';
import { html, preText } from '../../src/results/html.js';

it('escapes whatever is put in, in text and in attributes', () => {
  const hostile = `<img src=x onerror="a('&amp;')">`;
  expect(html`<p title="${hostile}">${hostile}</p>`.html).toBe(
    '<p title="&#60;img src=x onerror=&#34;a(&#39;&#38;amp;&#39;)&#34;&#62;">' +
      '&#60;img src=x onerror=&#34;a(&#39;&#38;amp;&#39;)&#34;&#62;</p>',
  );
});

it('takes HTML, numbers, lists and nothing as they are', () => {
  expect(html`${[html`<b>${'<'}</b>`, 0, ['x', undefined, false]]}`.html).toBe('<b>&#60;</b>0x');
});

it('keeps the lines of a file', () => {
  expect(preText('a\r\n\x1b[1mb\n')).toBe('a\nb\n');
});
