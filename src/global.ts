/** The script-tag build: `window.Holdfast`, for pages without a bundler. */
export { SseClient } from './client.ts';
export { bindDataTable } from './datatables/index.ts';
export { isSseError, SseError } from './errors.ts';
