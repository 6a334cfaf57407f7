/** From here on `react` and `react-dom` mean version 18, for Testing Library and for ourselves. Import this before they are. */
import { registerHooks } from 'node:module';

const PACKAGE = /(?<!react-18)\/node_modules\/(?=(?:react|react-dom|scheduler)\/)/;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return { ...found, url: found.url.replace(PACKAGE, '/test/support/react-18/node_modules/') };
  },
});
