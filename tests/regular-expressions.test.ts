import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, it, vi } from 'vitest';

// The checker runs in this process, as plain JavaScript; it reads this when it is loaded.
process.env.RECHECK_BACKEND = 'pure';
const { checkSync } = await import('recheck');

const root = join(import.meta.dirname, '..');

/** A regular expression of the program. */
interface Expression {
  pattern: string;
  flags: string;
  file: string;
}

/** How often `RegExp` is called, by file; what such a call makes stands in no literal. A new one belongs into this list. */
const KNOWN_CALLS = {
  'packages/core/src/configuration/user-configuration.ts': 2,
  'packages/core/src/context/mask.ts': 1,
  'packages/llm-openai/src/api-key.ts': 1,
  'packages/store-mongo/src/original-credentials.ts': 1,
};

/** What these calls make, caught while the files run. */
async function expressionsMade(): Promise<Expression[]> {
  const made: Expression[] = [];
  class CaughtRegExp extends RegExp {
    constructor(pattern: string | RegExp, flags?: string) {
      super(pattern, flags);
      const file = /(?:packages|examples)\/[^:?)]+\.ts/.exec(new Error().stack?.split('\n')[2] ?? '')?.[0];
      if (file !== undefined) made.push({ pattern: this.source, flags: this.flags, file });
    }
  }
  vi.stubGlobal('RegExp', CaughtRegExp);
  const { createImposter } = await import('../packages/core/src/imposter.ts');
  await import('../packages/core/src/context/mask.ts');
  await import('../packages/store-mongo/src/original-credentials.ts');
  const { isSendableKey } = await import('../packages/llm-openai/src/api-key.ts');
  isSendableKey('');
  await using imposter = createImposter({ chat: [] });
  await imposter.saveConfiguration({ user_id: 'con' }).catch(() => {});
  vi.unstubAllGlobals();
  return made;
}

function sourceFiles(): string[] {
  const packages = readdirSync(join(root, 'packages')).filter((name) => name !== 'testing');
  const folders = [...packages.map((name) => `packages/${name}/src`), 'examples/03-server/src'];
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|(^|\/)(test-support|testing|fuzz)\//.test(name))
      .map((name) => `${folder}/${name}`),
  );
}

function expressionsOf(file: string): { literals: Expression[]; calls: number } {
  const { program, errors } = parseSync(file, readFileSync(join(root, file), 'utf8'));
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const literals: Expression[] = [];
  let calls = 0;
  const count = ({ callee }: { callee: { type: string } }) => {
    if ('name' in callee && callee.name === 'RegExp') calls += 1;
  };
  const visitor = new Visitor({
    Literal: (node) => {
      if ('regex' in node && node.regex) literals.push({ ...node.regex, file });
    },
    NewExpression: count,
    CallExpression: count,
  });
  visitor.visit(program);
  return { literals, calls };
}

const found = sourceFiles().map((file) => ({ file, ...expressionsOf(file) }));
const made = await expressionsMade();
const expressions = [
  ...new Map(
    [...found.flatMap(({ literals }) => literals), ...made].map((one) => [
      `/${one.pattern}/${one.flags}`,
      one,
    ]),
  ),
];

describe('the regular expressions of the program', () => {
  it('are found', () => {
    expect(expressions.length).toBeGreaterThan(60);
    const calls = found.filter(({ calls }) => calls > 0).map(({ file, calls }) => [file, calls]);
    expect(Object.fromEntries(calls)).toEqual(KNOWN_CALLS);
    expect([...new Set(made.map(({ file }) => file))].sort()).toEqual(Object.keys(KNOWN_CALLS));
  });

  it.each(expressions)('take no longer than their text is long: %s', (_, { pattern, flags, file }) => {
    const { status } = checkSync(pattern, flags, { timeout: 60_000, randomSeed: 1 });
    expect([file, status]).toEqual([file, 'safe']);
  });

  it('would be found wanting', () => {
    expect(checkSync('^(a|a)*$', '').status).toBe('vulnerable');
    expect(checkSync('\\s+$', '').status).toBe('vulnerable');
  });
});
