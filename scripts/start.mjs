// npm start: builds what is missing or old, then serves the demo. PORT is passed on; the server has its own default.

import { spawn } from 'node:child_process';
import { bootstrap, exitOf } from './bootstrap.mjs';

await bootstrap();
const { buildStale, DEMO, LIBRARY } = await import('./build-steps.mjs');

if (!(await buildStale([LIBRARY, DEMO]))) process.exit(1);
const server = spawn('node', ['demo/server/main.ts', ...process.argv.slice(2)], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
process.exit(await exitOf(server));
