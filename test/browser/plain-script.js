// A page without a bundler or modules: the script-tag build, and nothing inline.
/* global Holdfast */
const shown = [];
const client = new Holdfast.SseClient('/log?client=plain');
client.on('tick', ({ n }) => {
  shown.push(n);
  document.title = shown.join(' ');
});
client.connect();
