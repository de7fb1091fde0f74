// Biome formats and lints; ESLint is here only for the rules that need types.
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      ...[
        '**',
        '!src',
        '!src/**',
        '!test',
        '!test/**',
        '!bench',
        '!bench/**',
        '!fuzz',
        '!fuzz/**',
        '!examples',
        '!examples/**',
        '**/*.{js,mjs,cjs}',
      ],
      // Projects of their own; they see the package as its users do, once it is installed.
      'examples/*-scheduler/**',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-base-to-string': 'error',
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingAny: true, allowThrowingUnknown: true }],
      '@typescript-eslint/require-array-sort-compare': 'error',
      '@typescript-eslint/restrict-plus-operands': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // A test's own server may answer asynchronously: what it rejects with fails the test as an unhandled rejection.
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/require-array-sort-compare': 'off',
    },
  },
);
