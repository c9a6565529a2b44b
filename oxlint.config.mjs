// The lint rules. The floors of the code stand here once, from the ground up; what imports upwards is an error.
import { defineConfig } from 'oxlint';

/** What only some floors may import, with the reason why the others may not. */
const vscode = {
  group: ['vscode'],
  message: 'Only src/vscode knows VS Code: all else is tested in plain Node.',
};
const nodeFs = {
  group: ['node:fs', 'node:fs/*'],
  message: 'Only src/volume/fileSystem.ts touches node:fs, so that a test can fail the nth call.',
};

const waiting = {
  group: ['node:fs'],
  message: 'The extension host waits for no file system: a thread does, or node:fs/promises.',
};

/**
 * Each floor may import those before it, and itself.
 *
 * @type {readonly (readonly [folder: string, ...forbidden: object[]])[]}
 */
const floors = [
  ['src/volume', nodeFs, vscode],
  ['src/volume/contents', nodeFs, vscode],
  ['src/volume/places', nodeFs, vscode],
  ['src/volume/read', nodeFs, vscode],
  ['src/volume/credentials', nodeFs, vscode],
  ['src/volume/write', nodeFs, vscode],
  ['src/volume/edit', nodeFs, vscode],
  ['src/volume/problems', nodeFs, vscode],
  ['src/volume/repair', nodeFs, vscode],
  ['src/volume/updates', nodeFs, vscode],
  ['src/manifest', nodeFs, vscode],
  ['src/cluster', nodeFs, vscode],
  ['src/worker/protocol', vscode],
  ['src/worker/client', vscode, waiting],
  ['src/worker/thread', vscode],
  ['src/worker/experiments', vscode],
  ['src/vscode/explain', waiting],
  ['src/vscode/volumes', waiting],
  ['src/vscode/editing', waiting],
  ['src/vscode/documents', waiting],
  ['src/vscode/tree', waiting],
  ['src/vscode/attention', waiting],
  ['src/vscode/commands', waiting],
  ['src/vscode/cluster', waiting],
  ['src/vscode/stepping', waiting],
  ['src/vscode/api', waiting],
  ['src/vscode/assistants', waiting],
];

/** Doors and roots that stand on a ground folder and look up on purpose. */
const doors = ['src/volume/index.ts'];

/**
 * @param {(typeof floors)[number]} floor
 * @param {number} index
 */
function rulesOf([folder, ...forbidden], index) {
  const above = floors.slice(index + 1).map(([other]) => `**/${other.split('/').at(-1)}/*`);
  const upwards = {
    group: above,
    message: `${folder} is below these: see the floors in oxlint.config.mjs.`,
  };
  return {
    files: [`${folder}/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [...forbidden, ...(above.length > 0 ? [upwards] : [])] },
      ],
    },
  };
}

export default defineConfig({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  ignorePatterns: ['dist', '.vscode-test', 'test/host/recipe'],
  rules: {
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'typescript/no-floating-promises': [
      'error',
      {
        allowForKnownSafeCalls: [
          { from: 'package', package: 'node:test', name: ['test', 'suite'] },
        ],
      },
    ],
    'typescript/no-misused-promises': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    eqeqeq: 'error',
    curly: ['error', 'multi-line'],
    'no-await-in-loop': 'off',
    'no-shadow': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/consistent-return': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/require-post-message-target-origin': 'off',
    'unicorn/no-array-sort': 'off',
  },
  overrides: [
    ...floors.map(rulesOf),
    { files: [...doors, 'src/volume/fileSystem.ts'], rules: { 'no-restricted-imports': 'off' } },
  ],
});
