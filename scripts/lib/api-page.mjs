// Markdown of what a TypeScript module exports: JSDoc, signature, a table of fields, links between the types.
import ts from 'typescript';

const FUNCTION = 'function';

/**
 * Reads the exports of a module. Returns a function that makes the section of one of them by its name, links to names of
 * which `isLinked` is true, and throws for a name that is not exported and for a field that says nothing; and `names`, all exports.
 */
export function readApi(file, compilerOptions, isLinked) {
  const program = ts.createProgram([file], { ...compilerOptions, noEmit: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const symbols = new Map(
    checker
      .getExportsOfModule(checker.getSymbolAtLocation(source))
      .map((symbol) => [symbol.name, symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol]),
  );
  return { names: [...symbols.keys()], section: (name) => section(name, declarationOf(symbols.get(name), name)) };

  function section(name, node) {
    const rows = ts.isInterfaceDeclaration(node) ? fieldRows(node.members, '', name) : [];
    return [
      `### ${name}`,
      prose(describe(node, name)),
      `\`\`\`ts\n${signature(node)}\n\`\`\``,
      ...inherited(node),
      ...(rows.length ? [table(rows)] : []),
      ...examples(node),
    ].join('\n\n');
  }

  /** What an interface says itself; of a method the parameters stand for the type. */
  function fieldRows(members, prefix, owner) {
    return members.flatMap((member) => {
      const name = `${prefix}${member.name.text}`;
      const text = describe(member, `${owner}.${name}`);
      if (ts.isMethodSignature(member)) {
        const names = member.parameters.map((each) => `${each.dotDotDotToken ? '...' : ''}${each.name.text}`);
        const types = [...new Set([...member.parameters, member].flatMap(({ type }) => typesIn(type)))];
        return [{ name: `${name}(${names.join(', ')})`, optional: isOptional(member), type: FUNCTION, text, types }];
      }
      const { type } = member;
      const inner = isDescribedObject(type) ? type.members : [];
      const shown = inner.length ? { type: 'object', types: [] } : { type: typeText(type), types: typesIn(type) };
      return [{ name, optional: isOptional(member), text, ...shown }, ...fieldRows(inner, `${name}.`, owner)];
    });
  }

  function inherited(node) {
    const bases = (ts.isInterfaceDeclaration(node) ? (node.heritageClauses ?? []) : []).flatMap(({ types }) => types);
    if (bases.length === 0) return [];
    return [`It has all fields of ${bases.map(({ expression }) => linkOf(expression.getText())).join(', ')}, and:`];
  }

  function table(rows) {
    const calls = rows.every(({ type }) => type === FUNCTION);
    const head = calls ? ['call', 'does'] : ['field', 'required', 'type', 'is'];
    const cells = rows.map(({ name, optional, type, text, types }) => [
      code(name),
      ...(calls ? [] : [optional ? '' : 'yes', type === FUNCTION ? FUNCTION : code(type)]),
      `${prose(text).replaceAll('|', '\\|')}${types.length ? ` → ${types.map(linkOf).join(', ')}` : ''}`,
    ]);
    return [head, head.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`).join('\n');
  }

  function typesIn(node) {
    if (node === undefined) return [];
    const own = ts.isTypeReferenceNode(node) && isLinked(node.typeName.getText()) ? [node.typeName.getText()] : [];
    const below = [];
    ts.forEachChild(node, (child) => void below.push(...typesIn(child)));
    return [...new Set([...own, ...below])];
  }

  function linkOf(name) {
    return isLinked(name) ? `[\`${name}\`](#${name.toLowerCase()})` : code(name);
  }

  /** JSDoc in one line; names of exports in backquotes become links. */
  function prose(text) {
    return text.replaceAll(/`(\w+)`/g, (whole, name) => (symbols.has(name) && isLinked(name) ? linkOf(name) : whole));
  }
}

function declarationOf(symbol, name) {
  const node = symbol?.declarations?.[0];
  if (node === undefined) throw new Error(`The module does not export ${name}.`);
  return node;
}

function describe(node, name) {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(docs.at(-1)?.comment)?.trim();
  if (!text) throw new Error(`${name} has no JSDoc.`);
  const gone = ts.getJSDocDeprecatedTag(node);
  const warning = gone ? `**Deprecated:** ${ts.getTextOfJSDocComment(gone.comment) ?? ''}\n\n` : '';
  return (warning + text)
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, ' '))
    .join(ts.isInterfaceDeclaration(node) || !ts.isTypeElement(node) ? '\n\n' : ' ');
}

function examples(node) {
  return ts
    .getJSDocTags(node)
    .filter(({ tagName }) => tagName.text === 'example')
    .map(({ comment }) => ts.getTextOfJSDocComment(comment).trim());
}

/** The declaration as it stands in the source, without comments and bodies. */
function signature(node) {
  if (ts.isVariableDeclaration(node)) return `const ${node.getText()}`;
  if (ts.isFunctionDeclaration(node)) {
    const end = node.type?.end ?? node.end;
    return node
      .getText()
      .slice(0, end - node.getStart())
      .replace(/^export /, '');
  }
  return withoutComments(node.getText().replace(/^export /, ''));
}

function withoutComments(text) {
  return text.replaceAll(/^[ \t]*\/\*\*[\s\S]*?\*\/[ \t]*\n/gm, '').replaceAll(/^[ \t]*\/\/.*\n/gm, '');
}

function isOptional(member) {
  return member.questionToken !== undefined;
}

/** Whether a type is an object that is written out where it is used, and whose fields say something themselves. */
function isDescribedObject(type) {
  return ts.isTypeLiteralNode(type) && type.members.some((member) => ts.getJSDocCommentsAndTags(member).length > 0);
}

/** On one line, and without `readonly`, which all of it is. */
function typeText(type) {
  return type
    .getText()
    .replaceAll(/\breadonly\s+/g, '')
    .replaceAll(/\s+/g, ' ');
}

function code(text) {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
