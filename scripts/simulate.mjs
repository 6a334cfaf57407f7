// npm run simulate: plays simulated worlds from the command line; arguments are passed on to test/simulation/main.ts.

import { spawn } from 'node:child_process';
import { bootstrap, exitOf } from './bootstrap.mjs';

await bootstrap();
const simulation = spawn('node', ['test/simulation/main.ts', ...process.argv.slice(2)], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
process.exit(await exitOf(simulation));
