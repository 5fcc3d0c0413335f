import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { listFiles } from '../bootstrap/content-hash.mjs';
import { findPackages } from '../bootstrap/workspace.mjs';
import { borders, core, testing } from '../package-borders.mjs';
import { readImports } from './read-imports.mjs';

/**
 * @typedef {import('../bootstrap/workspace.mjs').WorkspacePackage} WorkspacePackage
 * @typedef {import('../package-borders.mjs').Border} Border
 */

/** What every test may import besides what its package may. */
const testTools = [testing, 'fast-check', 'vitest'];

/**
 * Checks that every package imports and declares only what its border allows. Packages that are not published, such as
 * the examples, may use all others: they import what they declare.
 * @param {string} root the checkout's folder
 * @returns {string[]} one line for each violation: where, what, and what to do
 */
export function findBorderViolations(root) {
  return findPackages(root).flatMap((one) => {
    const border = borderOf(one);
    if (!border)
      return [`${one.folderName}: has no row in the table of scripts/package-borders.mjs: add one`];
    return [...(one.manifest.private ? [] : judgeManifest(one, border)), ...judgeFiles(one, border)];
  });
}

/**
 * Judges what a published package declares. Plugins have the core as a peer, so that an application has one core.
 * @param {WorkspacePackage} one
 * @param {Border} border
 * @returns {string[]} violations
 */
export function judgeManifest({ name, manifest }, border) {
  const allowed = [...border.mayImport, ...Object.keys(border.onlyUnder ?? {})];
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const siblings = Object.keys(manifest.devDependencies ?? {}).filter(
    (other) => other.startsWith('@chat-imposter/') && ![...allowed, core, testing].includes(other),
  );
  const hasCorePeer = core in (manifest.peerDependencies ?? {}) && !(core in (manifest.dependencies ?? {}));
  return [
    ...needed
      .filter((other) => !allowed.includes(other))
      .map((other) => `${name}: may not depend on ${other}`),
    ...siblings.map((other) => `${name}: may not know ${other}, not even in tests`),
    ...(border.mayImport.includes(core) && !hasCorePeer
      ? [`${name}: ${core} must be a peer dependency`]
      : []),
  ];
}

/**
 * Judges one import.
 * @param {WorkspacePackage} one
 * @param {Border} border
 * @param {{file: string, specifier: string}} found `file` is relative to the package's folder, with `/`
 * @returns {string | undefined} the violation, if it is one
 */
export function judgeImport({ name, folder, manifest }, border, { file, specifier }) {
  if (isBuiltin(specifier)) return undefined;
  if (specifier.startsWith('.') || specifier.startsWith('/')) {
    const target = relative(folder, resolve(folder, dirname(file), specifier));
    return target.startsWith('..')
      ? `${file}: ${specifier} leaves the package: import it by its name`
      : undefined;
  }
  const imported = packageNameOf(specifier);
  const home = border.onlyUnder?.[imported];
  if (home !== undefined && !file.startsWith(`${home}/`))
    return `${file}: only ${home} may import ${imported}`;
  if (imported === name || home !== undefined || border.mayImport.includes(imported)) return undefined;
  if (isTest(file) && (testTools.includes(imported) || isOwnTool(manifest, imported))) return undefined;
  return `${file}: may not import ${specifier}`;
}

/**
 * @param {WorkspacePackage} one
 * @returns {Border | undefined}
 */
function borderOf({ folderName, manifest }) {
  if (!manifest.private) return borders[folderName];
  return { mayImport: Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }) };
}

/**
 * @param {WorkspacePackage} one
 * @param {Border} border
 */
function judgeFiles(one, border) {
  const files = ['src', 'test', 'test-support'].flatMap((part) =>
    listFiles(join(one.folder, part), isEntered),
  );
  return files.flatMap((path) => {
    const file = relative(one.folder, path).split(sep).join('/');
    const violations = readImports(path, readFileSync(path, 'utf8')).map((specifier) =>
      judgeImport(one, border, { file, specifier }),
    );
    return violations.flatMap((violation) => (violation ? [`${one.name}: ${violation}`] : []));
  });
}

/** @param {string} name of a file or folder */
function isEntered(name) {
  return /\.[cm]?[jt]sx?$/.test(name) || (!name.includes('.') && name !== 'node_modules' && name !== 'dist');
}

/** @param {string} file a test, or in a folder for what tests share; neither is published */
function isTest(file) {
  return /\.test\.tsx?$|^(src\/)?test(-support|ing)?\//.test(file);
}

/**
 * @param {import('../bootstrap/workspace.mjs').Manifest} manifest
 * @param {string} imported
 */
function isOwnTool(manifest, imported) {
  return !imported.startsWith('@chat-imposter/') && imported in (manifest.devDependencies ?? {});
}

/** @param {string} specifier for example `@scope/name/entry` */
function packageNameOf(specifier) {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
