import { jsonLanguage } from '@codemirror/lang-json';
import { type DocumentPath, isJsonObject, type JsonObject } from '../document/json.ts';

/** A part of a text, by its offsets. */
export interface TextRange {
  from: number;
  to: number;
}

/** Why a text is no document, and where. */
export interface SyntaxProblem extends TextRange {
  kind: 'syntax' | 'notAnObject';
  /** Counted from 1. */
  line: number;
}

/** What a text says as JSON. */
export type ParsedText = { document: JsonObject } | { problem: SyntaxProblem };

type Tree = ReturnType<typeof jsonLanguage.parser.parse>;
type Node = Tree['topNode'];

/** A document as text. */
export function textOf(document: unknown): string {
  return JSON.stringify(document, null, 2);
}

/** Reads a text as a document. */
export function parseText(text: string): ParsedText {
  try {
    const document: unknown = JSON.parse(text);
    if (isJsonObject(document)) return { document };
    return { problem: { kind: 'notAnObject', from: 0, to: text.length, line: 1 } };
  } catch {
    const from = errorOffset(text);
    return {
      problem: { kind: 'syntax', from, to: Math.min(from + 1, text.length), line: lineOf(text, from) },
    };
  }
}

/** Where the value at a path stands in a text: with its key, or the nearest thing around it that is there. */
export function rangeOfPath(text: string, path: DocumentPath): TextRange {
  let node = jsonLanguage.parser.parse(text).topNode.firstChild;
  let range: TextRange = firstLine(text);
  for (const key of path) {
    const child = node && childNode(node, { text, key });
    if (!child) return range;
    range = { from: child.marked.from, to: child.marked.to };
    node = child.value;
  }
  return range;
}

function firstLine(text: string): TextRange {
  return { from: 0, to: Math.min(1, text.length) };
}

function childNode(node: Node, { text, key }: { text: string; key: string }) {
  if (node.name === 'Array') {
    const item = node.getChildren('⚠').length === 0 ? itemsOf(node)[Number(key)] : undefined;
    return item && { marked: item, value: item };
  }
  const property = node.getChildren('Property').findLast((child) => nameOf(child, text) === key);
  return property && { marked: property, value: property.lastChild };
}

function itemsOf(array: Node): Node[] {
  const items: Node[] = [];
  for (let child = array.firstChild; child !== null; child = child.nextSibling) {
    if (!['[', ']', ','].includes(child.name)) items.push(child);
  }
  return items;
}

function nameOf(property: Node, text: string): unknown {
  const name = property.getChild('PropertyName');
  return name === null ? undefined : JSON.parse(text.slice(name.from, name.to));
}

/** The first place where the text can not be read any further. */
function errorOffset(text: string): number {
  let found = text.length;
  jsonLanguage.parser.parse(text).iterate({
    enter: ({ type, from }) => {
      if (type.isError) found = Math.min(found, from);
    },
  });
  return found;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
