// Source text in which every branch counts how often it was taken: what coverage-guided fuzzing looks at. The counters are
// inserted as text, on the lines where they belong, so that line numbers stay what they are.
import { readFile } from 'node:fs/promises';
import ts from 'typescript';

/** The name of the array of counters. It is made by the head of each bundle, so that it is there before any code runs. */
const COUNTERS = '__branchCounters';
/** Words longer than this are texts for people, which no parser looks for. */
const LONGEST_WORD = 40;

/**
 * A plugin of esbuild that counts the branches of files whose path matches. `files` of the result holds what was found in each:
 * the numbers of its counters, and the words of its string literals, which are what inputs may be made of.
 */
export function countBranches(filter) {
  const files = [];
  let next = 0;
  const plugin = {
    name: 'count-branches',
    setup(build) {
      build.onLoad({ filter }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const first = next;
        const { contents, words } = withCounters(path, text, () => next++);
        files.push({ path, first, end: next, words });
        return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
      });
    },
  };
  /** The head of each bundle; how many counters there are is not known before all is read, so there are enough. */
  const head = `var ${COUNTERS} = (globalThis.${COUNTERS} ??= new Uint8Array(1 << 16));`;
  return { plugin, files, head };
}

/** @param number gives the number of the next counter */
export function withCounters(path, text, number) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const insertions = [];
  const words = new Set();
  const insert = (at, what) => insertions.push([at, what]);
  const count = () => `${COUNTERS}[${number()}]++`;
  const countBlock = (block) => insert(block.statements.pos, `${count()};`);
  const countExpression = (expression) => {
    insert(expression.getStart(source), `(${count()},`);
    insert(expression.end, ')');
  };
  const countStatement = (statement) => {
    if (!statement) return;
    if (ts.isBlock(statement)) return countBlock(statement);
    insert(statement.getStart(source), `{${count()};`);
    insert(statement.end, '}');
  };
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isFunctionLike(node) && node.body) {
      if (ts.isBlock(node.body)) countBlock(node.body);
      else countExpression(node.body);
    } else if (ts.isIfStatement(node)) {
      countStatement(node.thenStatement);
      countStatement(node.elseStatement);
    } else if (ts.isIterationStatement(node, false)) countStatement(node.statement);
    else if (ts.isCaseOrDefaultClause(node)) insert(node.statements.pos, `${count()};`);
    else if (ts.isCatchClause(node)) countBlock(node.block);
    else if (ts.isConditionalExpression(node)) {
      countExpression(node.whenTrue);
      countExpression(node.whenFalse);
    } else if (ts.isBinaryExpression(node) && LOGICAL.has(node.operatorToken.kind)) countExpression(node.right);
    else if (ts.isStringLiteralLike(node) && node.text.length > 0 && node.text.length <= LONGEST_WORD) words.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { contents: spliced(text, insertions), words: [...words] };
}

const LOGICAL = new Set([ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken]);

/** At one place what ends comes before what begins, and what was inserted first is outermost. */
function spliced(text, insertions) {
  const order = insertions.map(([at, what], index) => ({ at, what, index }));
  order.sort((one, other) => one.at - other.at || isEnd(other) - isEnd(one) || (isEnd(one) ? -1 : 1) * (one.index - other.index));
  let result = '';
  let from = 0;
  for (const { at, what } of order) {
    result += text.slice(from, at) + what;
    from = at;
  }
  return result + text.slice(from);
}

const isEnd = ({ what }) => Number(what === ')' || what === '}');
