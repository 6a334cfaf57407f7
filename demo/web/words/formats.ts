/** Numbers, money and times as people read them. */

const NUMBER = new Intl.NumberFormat('en');
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', compactDisplay: 'long', maximumFractionDigits: 2 });
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const SHORT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** `1,234` */
export function number(value: number): string {
  return NUMBER.format(value);
}

/** `Rp 2,720,000` */
export function rupiah(value: number): string {
  return `Rp\u00a0${NUMBER.format(value)}`;
}

/** `Rp 1.28 billion` */
export function roughRupiah(value: number): string {
  return `Rp\u00a0${COMPACT.format(value).replace(' ', '\u00a0')}`;
}

/** `14:03:07` */
export function timeOfDay(at: string | number): string {
  return TIME.format(new Date(at));
}

/** The time of something of today, day and time of anything older. */
export function moment(at: string, now = new Date()): string {
  const date = new Date(at);
  return date.toDateString() === now.toDateString() ? TIME.format(date) : SHORT.format(date);
}

/** `1 November 2026`, of a date without a time. */
export function day(date: string): string {
  return DAY.format(new Date(`${date}T00:00:00Z`));
}
