export default {
  files: ['dist/test/**/*.test.js'],
  nodeArguments: ['--enable-source-maps', '--conditions=development'],
  concurrency: 2,
  timeout: '60s',
};
