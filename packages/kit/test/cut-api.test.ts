import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cutApiPage, PAGE } from '../../../scripts/cut-api.mjs';
import { readApi } from '../../../scripts/lib/api-page.mjs';

const page = readFileSync(PAGE, 'utf8');

it('docs/cut-api.md is what the types say: else `npm run docs`', () => {
  expect(cutApiPage()).toBe(page);
});

it('each of its links leads to one heading', () => {
  const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'));
  expect(new Set(anchors).size).toBe(anchors.length);
  const targets = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, target]) => target);
  expect(targets.length).toBeGreaterThan(20);
  expect(targets.filter((target) => !anchors.includes(target ?? ''))).toEqual([]);
});

describe('the section of an interface', () => {
  const sectionOf = (fields: string) => {
    const dir = mkdtempSync(join(tmpdir(), 'rapido-api-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    writeFileSync(join(dir, 'index.ts'), `/** A thing. */\nexport interface Thing {\n${fields}\n}\n`);
    return readApi(join(dir, 'index.ts'), {}, (name: string) => name === 'Thing').section('Thing');
  };

  it('has what each field says, its type without readonly, and links', () => {
    const fields =
      '/** Others, as `Thing`. */ readonly others?: readonly Thing[];\n/** Runs\n * it. */ run(name: string): void;';
    expect(sectionOf(fields)).toMatch(
      /\| `others` \| {2}\| `Thing\[\]` \| Others, as \[`Thing`\]\(#thing\)\. → \[`Thing`\]\(#thing\) \|\n\| `run\(name\)` \| yes \| function \| Runs it\. \|$/,
    );
  });

  it('says what is deprecated, and what to use', () => {
    expect(sectionOf('/**\n * Old.\n * @deprecated Use the new one.\n */\nold?: string;')).toContain(
      '| **Deprecated:** Use the new one. Old. |',
    );
  });

  it('cannot be made of a field that says nothing', () => {
    expect(() => sectionOf('mute: string;')).toThrow('Thing.mute has no JSDoc.');
  });
});
