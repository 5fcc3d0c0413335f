import { parseSync } from 'vite';

/**
 * Lists what a module imports: statements, re-exports, `import()` calls and types, `require`, and
 * `import.meta.resolve`. The file is parsed, so an import in a comment or a text is none.
 * @param {string} file its name decides whether types and JSX are expected
 * @param {string} code
 * @returns {string[]} the specifiers, in the order of the file
 * @throws {SyntaxError} when the file cannot be parsed
 */
export function readImports(file, code) {
  const { program, errors } = parseSync(file, code);
  if (errors[0]) throw new SyntaxError(`${file}: ${errors[0].message}`);
  /** @type {string[]} */
  const specifiers = [];
  visit(program, (node) => {
    const source = importedBy(node);
    if (typeof source?.value === 'string') specifiers.push(source.value);
  });
  return specifiers;
}

/**
 * @typedef {Record<string, unknown> & {type?: string, source?: Text, expression?: Text, callee?: Callee, arguments?: Text[]}} Node
 * @typedef {{value?: unknown}} Text
 * @typedef {{name?: string, object?: {type?: string}, property?: {name?: string}}} Callee
 */

/**
 * @param {Node} node
 * @returns {Text | undefined} the text that names another module
 */
function importedBy(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node.source;
    case 'TSExternalModuleReference':
      return node.expression;
    case 'CallExpression':
      return node.callee && resolvesModules(node.callee) ? node.arguments?.[0] : undefined;
    default:
      return undefined;
  }
}

/** @param {Callee} callee */
function resolvesModules({ name, object, property }) {
  return name === 'require' || (object?.type === 'MetaProperty' && property?.name === 'resolve');
}

/**
 * @param {unknown} value a syntax tree or a part of one
 * @param {(node: Node) => void} onNode
 */
function visit(value, onNode) {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value) onNode(/** @type {Node} */ (value));
  for (const part of Object.values(value)) visit(part, onNode);
}
