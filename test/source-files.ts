import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The folder of the whole project. */
export const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/** The files under a folder of the project that end with one of these, as paths from the project's folder with `/`; none when there is no such folder. */
export function filesUnder(folder: string, ...endings: string[]): string[] {
  let entries: ReturnType<typeof listing>;
  try {
    entries = listing(folder);
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name).slice(projectFolder.length).replaceAll('\\', '/'))
    .sort();
}

const listing = (folder: string) => readdirSync(join(projectFolder, folder), { withFileTypes: true, recursive: true });

/** The text of a file given by its path from the project's folder. */
export const textOf = (path: string): string => readFileSync(join(projectFolder, path), 'utf8');

/** One import of a source file: of another source file (its path from the project's folder) or of a package or Node module (its name as written). */
export interface Import {
  target: string;
  /** `types` are gone at run time, `dynamic` ones are loaded when first needed, `static` ones together with the importing file. */
  kind: 'static' | 'dynamic' | 'types';
}

/** Everything a source file imports or exports from elsewhere, `import()` in code and in types included. */
export function importsOf(path: string, text = textOf(path)): Import[] {
  const imports: Import[] = [];
  const add = (specifier: ts.Node | undefined, kind: Import['kind']) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const name = specifier.text;
    imports.push({ target: name.startsWith('.') ? posix.join(dirname(path), name).replace(/\.js$/, '.ts') : name, kind });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly ? 'types' : 'static');
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? 'types' : 'static');
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, 'types');
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], 'dynamic');
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return imports;
}
