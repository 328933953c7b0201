const names = ['dates', 'law', 'db', 'jobs', 'platform', 'domain'];

/** Tests run on the TypeScript sources; the package's `#name/*` imports are pointed from dist/ back at libs/. */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/global-setup.mjs',
  globalTeardown: '<rootDir>/test/global-teardown.mjs',
  testTimeout: 20_000,
  rootDir: '.',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    ...Object.fromEntries(names.map((n) => [`^#${n}/(.*)\\.js$`, `<rootDir>/libs/${n}/$1`])),
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
