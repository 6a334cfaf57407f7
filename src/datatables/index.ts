/** Keeps tables of DataTables up to date with the events of a client. */
export { bindDataTable, type DataTableBinding, type DataTableState } from './bind-data-table.ts';
export type {
  DataTableOptions,
  FallbackFacts,
  FallbackFunction,
  FallbackOptions,
  ReloadResult,
} from './options.ts';
export type { TableRows } from './row-changes.ts';
export type { DataTableApi, DataTableStatic, TableReference, TableSource } from './table-api.ts';
export type { ReloadFailure } from './table-link.ts';
