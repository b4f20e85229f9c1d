import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));
const alias = {
  '@rapido/ceph': source('ceph/src/index.ts'),
  '@rapido/kit': source('kit/src/index.ts'),
  '@rapido/core/errors': source('core/src/errors.ts'),
  '@rapido/core': source('core/src/index.ts'),
  '@rapido/netfs': source('netfs/src/index.ts'),
  '@rapido/testing': source('testing/src/index.ts'),
};

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['packages/*/test/**/*.test.ts'],
          testTimeout: 60_000,
          disableConsoleIntercept: true,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/debug-kernel/**'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
          disableConsoleIntercept: true,
        },
      },
      {
        test: {
          name: 'kernel',
          include: ['test/debug-kernel/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
          disableConsoleIntercept: true,
        },
      },
    ],
  },
});
