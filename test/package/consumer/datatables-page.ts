/** A page with a table of DataTables that is reloaded after events. */
import DataTable from 'datatables.net';
import { SseClient } from 'holdfast';
import { bindDataTable } from 'holdfast/datatables';

type Events = { purchase_changed: { id: string } };

const element = document.createElement('table');
element.id = 'purchases';
document.body.append(element);
const table = new DataTable(element, {
  ajax: '/rows',
  rowId: 'id',
  columns: [
    { data: 'name', title: 'Name' },
    { data: 'amount', title: 'Amount' },
  ],
});

const client = new SseClient<Events>('/events', { visibility: false });
bindDataTable(client, table, { events: ['purchase_changed'], coalesceMs: 50 });
client.connect();
