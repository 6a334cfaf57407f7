// `node scripts/with-tools.mjs <file> [arguments]`: runs a TypeScript file of this project under its own Node, whatever
// Node runs npm. Behind npm run bench, crowd, simulate.

import { spawn } from 'node:child_process';
import { bootstrap, exitOf } from './bootstrap.mjs';

await bootstrap();
const child = spawn('node', ['--expose-gc', ...process.argv.slice(2)], { stdio: ['ignore', 'inherit', 'inherit'] });
process.exit(await exitOf(child));
