/** The texts that the interface asks the translator for, as they stand in the source. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

const SOURCE = join(import.meta.dirname, '../../src');
const SCHEMA = join(import.meta.dirname, '../../schema/plugin.json');

/** A text, its plural where it has one, and its context where it needs one. */
export interface IMessage {
  readonly id: string;
  readonly plural: string | null;
  readonly context: string | null;
}

/** All of them; a text that is put together at run time cannot be translated, and throws. */
export function messages(): IMessage[] {
  const names = readdirSync(SOURCE, { recursive: true, encoding: 'utf-8' });
  return names.filter(name => /\.tsx?$/.test(name)).flatMap(messagesOf);
}

/** The titles and descriptions of the settings, as JupyterLab's server looks for them. */
export function schemaMessages(): IMessage[] {
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf-8')) as Tree;
  return [
    ...said({ title: schema.title, description: schema.description }, 'schema'),
    ...said(schema.properties as Tree, 'settings')
  ];
}

type Tree = { [key: string]: unknown };

function said(tree: Tree, context: string): IMessage[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    if (typeof value === 'string') {
      const isText = key === 'title' || key === 'description';
      return isText ? { id: value, plural: null, context } : [];
    }
    return value && typeof value === 'object'
      ? said(value as Tree, context)
      : [];
  });
}

function messagesOf(name: string): IMessage[] {
  const text = readFileSync(join(SOURCE, name), 'utf-8');
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: IMessage[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTranslated(node.expression)) {
      found.push(messageOf(node, node.expression.name.text));
    }
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

function isTranslated(
  node: ts.Expression
): node is ts.PropertyAccessExpression {
  return (
    ts.isPropertyAccessExpression(node) &&
    /(^|\.)_?trans$/.test(node.expression.getText()) &&
    ['__', '_n', '_p'].includes(node.name.text)
  );
}

function messageOf(call: ts.CallExpression, method: string): IMessage {
  const text = (position: number): string => {
    const node = call.arguments[position];
    if (!ts.isStringLiteralLike(node)) {
      throw new Error(`${call.getSourceFile().fileName}: ${call.getText()}`);
    }
    return node.text;
  };
  return method === '_p'
    ? { id: text(1), plural: null, context: text(0) }
    : { id: text(0), plural: method === '_n' ? text(1) : null, context: null };
}
