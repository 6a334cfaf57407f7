// A page without a bundler: jQuery, DataTables 2 and Holdfast come from script tags, this file is all the page's own code.

$(async function () {
  const NEXT = {
    draft: 'pending',
    pending: 'confirmed',
    confirmed: 'in_transit',
    in_transit: 'arrived',
    arrived: 'completed',
  };
  const words = (status) => status.replace('_', ' ');

  // -- Who we are, and the token that says so. Another application would print both into a <meta> tag.
  const account = sessionStorage.getItem('holdfast-demo-account');
  if (!account) return location.replace('sign-in.html');
  let token = '';
  let tokens = 0;

  const ask = (path) =>
    fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ account }),
    });

  async function freshToken() {
    let answer = await ask('/api/token');
    if (answer.status === 401) answer = await ask('/api/login');
    if (!answer.ok) throw new Error(`The server gave no token (${answer.status}).`);
    const session = await answer.json();
    token = session.token;
    tokens += 1;
    return session;
  }

  async function request(path, init = {}) {
    const send = () => fetch(path, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } });
    let answer = await send();
    if (answer.status === 401) {
      await freshToken();
      answer = await send();
    }
    return answer;
  }

  const { user, lastEventId } = await freshToken();
  $('#who').text(user.name);
  $('#who-title').text(user.title);
  $('#sign-out').on('click', async function () {
    await ask('/api/logout').catch(() => {});
    sessionStorage.removeItem('holdfast-demo-account');
    location.assign('sign-in.html');
  });

  // -- The table, as any DataTables page has it.
  const text = $.fn.dataTable.render.text();
  $.fn.dataTable.ext.errMode = 'none';
  const heading = $('#purchases').prev()[0];
  const table = $('#purchases').DataTable({
    serverSide: true,
    processing: true,
    ajax: {
      url: '/api/purchases/feed',
      beforeSend: (xhr) => xhr.setRequestHeader('Authorization', `Bearer ${token}`),
    },
    rowId: 'id',
    order: [],
    autoWidth: false,
    layout: { topStart: () => heading, topEnd: ['pageLength', 'search'] },
    language: {
      search: 'Search',
      lengthMenu: '_MENU_ a page',
      info: '_START_ to _END_ of _TOTAL_',
      infoFiltered: '(out of _MAX_)',
      processing: 'Loading…',
    },
    columns: [
      { data: 'number', title: 'Number', className: 'cell-number', render: text },
      { data: 'item', title: 'Item', className: 'cell-item', render: text },
      { data: 'vendor', title: 'Vendor', className: 'cell-farm', render: text },
      { data: 'status', title: 'Status', className: 'cell-status', render: { display: (status) => words(status) } },
      { data: 'updatedBy', title: 'Changed by', className: 'cell-changed', render: text },
      { data: null, title: 'Next', orderable: false, className: 'cell-next', render: nextButton },
    ],
  });

  function nextButton(_, type, row) {
    const next = NEXT[row.status];
    if (type !== 'display' || !next) return '';
    return $('<button type="button" class="button button-small">')
      .text(`Set ${words(next)}`)
      .attr('aria-label', `Set ${words(next)}: ${row.number}`)
      .on('click', () => change(row, next))[0];
  }

  async function change(row, status) {
    const answer = await request(`/api/purchases/feed/${row.id}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ status }),
    });
    const body = await answer.json();
    $('#told').text(answer.ok ? `${row.number} is now ${words(status)}.` : body.detail);
  }

  // -- Holdfast: one stream, and the table that follows it.
  const client = new Holdfast.SseClient('/api/events/stream', {
    headers: async ({ reason }) => {
      if (reason === 'unauthorized') await freshToken();
      return { Authorization: `Bearer ${token}` };
    },
    lastEventId,
    heartbeat: { timeoutMs: 8000 },
    reconnect: { initialDelayMs: 500, maxDelayMs: 2000, connectTimeoutMs: 5000, stableAfterMs: 3000 },
    visibility: { pauseAfterMs: 3000 },
    polling: {
      url: '/api/events',
      intervalMs: 2000,
      recoverAfterMs: 5000,
      maxRecoverAfterMs: 10000,
      toEvents: (body) => body.events,
    },
  });

  const binding = Holdfast.bindDataTable(client, table, {
    events: ['feed_purchase_status_changed'],
    fallback: { className: 'button button-alert' },
  });

  // The token of a request of the table's own may have run out.
  table.on('xhr.dt', async (event, settings, json, xhr) => {
    if (json || !xhr || xhr.status !== 401) return;
    await freshToken();
    binding.reload();
  });

  client.on('feed_purchase_status_changed', (data) => {
    if (data.changed_by_id === user.id) return;
    $('#latest').text(
      `${data.changed_by} set ${data.number} from ${words(data.old_status)} to ${words(data.new_status)}.`,
    );
  });

  // -- For this demo only: what the connection is doing, and how to break it.
  const panel = HoldfastPanel.mountPanel({ client, name: 'Page', request, tokensTaken: () => tokens });
  window.holdfastDemo = { client, proof: panel.proof };

  client.connect();
});
