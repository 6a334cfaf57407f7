// npm run build: the library; `npm run build -- --demo` the demo page as well.

import { bootstrap } from './bootstrap.mjs';

await bootstrap();
const { build, DEMO, LIBRARY } = await import('./build-steps.mjs');

const targets = process.argv.includes('--demo') ? [LIBRARY, DEMO] : [LIBRARY];
for (const target of targets) {
  if (!(await build(target))) {
    console.error(`The ${target.title} could not be built.`);
    process.exitCode = 1;
    break;
  }
}
