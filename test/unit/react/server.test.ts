import { describe, expect, it, vi } from 'vitest';
import { VERSIONS } from '../../browser/react/bundles.ts';
import { renderOnServer } from '../../browser/react/server-render.ts';

describe.each(VERSIONS)('React %s', (version) => {
  it('[R2] renders where there is no global of any host, opens nothing and leaves nothing behind', async () => {
    const complaints = vi.spyOn(console, 'error');
    const { html, phase, left } = await renderOnServer(version);
    expect(html.match(/(?<=<output>)[^<]*/g)).toEqual(['own idle never 0 0', 'own idle never 0 0', 'provided idle 0']);
    expect(phase).toBe('idle');
    expect(left).toEqual([]);
    expect(complaints).not.toHaveBeenCalled();
  });
});
