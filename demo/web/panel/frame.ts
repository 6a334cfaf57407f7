/** The panel's elements: a bar that is always there, and what it opens. */
import { el } from '../dom/dom.ts';
import type { StatusParts } from './connection-view.ts';

/** The places that views fill. */
export interface PanelFrame {
  readonly root: HTMLElement;
  readonly body: HTMLElement;
  readonly toggle: HTMLButtonElement;
  readonly bar: StatusParts;
  readonly barProof: HTMLElement;
  readonly clients: HTMLElement;
  readonly buttons: HTMLElement;
  readonly timeline: HTMLElement;
  readonly journal: HTMLElement;
  readonly faults: HTMLElement;
  readonly faultFoot: HTMLElement;
  readonly proof: HTMLElement;
  readonly verdict: HTMLElement;
  readonly plots: HTMLElement;
  readonly counters: HTMLElement;
}

/** An unfilled panel. */
export function createFrame(): PanelFrame {
  const clients = el('div', { class: 'panel-clients', role: 'group', 'aria-label': 'Which connection' });
  const buttons = el('div', { class: 'panel-buttons' });
  const timeline = el('div', { class: 'timeline' });
  const journal = el('ol', { class: 'journal' });
  const faults = el('ul', { class: 'fault-list' });
  const faultFoot = el('div', { class: 'fault-foot' });
  const proof = el('dl', { class: 'tiles' });
  const verdict = el('p', { class: 'verdict' });
  const plots = el('div', { class: 'plots' });
  const counters = el('dl', { class: 'counter-list' });
  const barProof = el('p', { class: 'bar-proof' });
  const toggle = el('button', {
    type: 'button',
    class: 'button button-small panel-toggle',
    'aria-expanded': 'false',
    'aria-controls': 'panel-body',
  });

  const bar = statusParts('bar-status');
  bar.title.id = 'status-title';
  bar.title.setAttribute('role', 'status');
  const row = el('div', { class: 'panel-row' }, clients, buttons);
  const section = (id: string, title: string, ...children: Node[]): HTMLElement =>
    el('section', { class: `panel-section ${id}`, 'aria-labelledby': id }, el('h3', { id }, title), ...children);
  const scroll = el('div', { class: 'journal-scroll', tabindex: '0', role: 'region', 'aria-label': 'What happened' });
  scroll.append(journal);

  const body = el(
    'div',
    {
      class: 'panel-body',
      id: 'panel-body',
      hidden: '',
      tabindex: '0',
      role: 'region',
      'aria-label': 'Connection panel',
    },
    section('panel-connection', 'The last two minutes', row, timeline, scroll),
    section('panel-faults', 'Break it and watch', faults, faultFoot),
    section('panel-proof', 'Proof and figures', proof, verdict, plots, counters),
  );
  const head = el(
    'div',
    { class: 'panel-bar' },
    el('h2', { class: 'visually-hidden' }, 'Connection'),
    bar.host,
    barProof,
    toggle,
  );
  const root = el('section', { class: 'panel', 'aria-label': 'Connection' }, head, body);
  return {
    root,
    body,
    toggle,
    bar,
    barProof,
    clients,
    buttons,
    timeline,
    journal,
    faults,
    faultFoot,
    proof,
    verdict,
    plots,
    counters,
  };
}

function statusParts(name: string): StatusParts {
  const icon = el('span', { class: 'status-icon', 'aria-hidden': 'true' });
  const title = el('p', { class: 'status-title' });
  const detail = el('p', { class: 'status-detail' });
  const host = el(
    'div',
    { class: name, 'data-tone': 'off' },
    icon,
    el('div', { class: 'status-words' }, title, detail),
  );
  return { host, icon, title, detail };
}
