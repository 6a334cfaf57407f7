// npm run bench: the measurements of bench/main.ts; arguments are passed on.

import { spawn } from 'node:child_process';
import { bootstrap, exitOf } from './bootstrap.mjs';

await bootstrap();
const bench = spawn('node', ['--expose-gc', 'bench/main.ts', ...process.argv.slice(2)], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
process.exit(await exitOf(bench));
