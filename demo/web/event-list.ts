/** The list of the latest events. Draws once a frame however many arrive. */
import type { AnySseEvent } from 'holdfast';
import type { DemoEvents } from '../shared/demo-events.ts';
import { byId, el } from './dom.ts';
import { eventWords } from './event-words.ts';
import { icon } from './icons.ts';

type DemoEvent = AnySseEvent<DemoEvents>;

const SHOWN = 40;
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** Gives what takes an event into the list. */
export function createEventList(): (event: DemoEvent) => void {
  const list = byId('events');
  list.append(el('li', { class: 'event-none' }, 'Nothing yet. Events appear here as they arrive.'));
  let waiting: DemoEvent[] = [];

  const draw = (): void => {
    list.querySelector('.event-none')?.remove();
    const newest = waiting.slice(-SHOWN).reverse();
    waiting = [];
    list.prepend(...newest.map(item));
    while (list.childElementCount > SHOWN) list.lastElementChild?.remove();
  };

  return (event) => {
    if (waiting.length === 0) requestAnimationFrame(draw);
    waiting.push(event);
    // A hidden tab draws no frames; it needs no more than what will be shown.
    if (waiting.length > 2 * SHOWN) waiting = waiting.slice(-SHOWN);
  };
}

function item(event: DemoEvent): HTMLLIElement {
  const { icon: name, sentence, by, isAlert } = eventWords(event);
  const at = event.data.at;
  return el(
    'li',
    { class: isAlert ? 'event event-alert' : 'event', 'data-seq': String(event.data.seq) },
    el('span', { class: 'event-icon', 'aria-hidden': 'true' }, icon(name)),
    el(
      'div',
      { class: 'event-words' },
      el('p', { class: 'event-sentence' }, sentence),
      el(
        'p',
        { class: 'event-meta' },
        ...(by === '' ? [] : [el('span', {}, by)]),
        el('time', { datetime: at }, TIME.format(new Date(at))),
        el('span', { class: 'event-id' }, event.id ?? 'no id'),
        el('span', { class: `badge badge-${event.origin}` }, event.origin === 'stream' ? 'Stream' : 'Poll'),
      ),
    ),
  );
}
