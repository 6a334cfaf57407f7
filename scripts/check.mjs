// npm run check: the quick stages of npm test, for before a commit.

import { bootstrap } from './bootstrap.mjs';

await bootstrap();
const { QUICK, runStages } = await import('./stages.mjs');
process.exitCode = (await runStages(QUICK)) ? 0 : 1;
