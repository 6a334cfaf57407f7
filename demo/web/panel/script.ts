/** The panel for pages without a bundler: `HoldfastPanel.mountPanel(…)`. */
export { mountPanel } from './panel.ts';
