import { type IconName, PATHS } from './icons.ts';

/** An icon. Its meaning must also stand beside it in words. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg viewBox="0 0 24 24" className="icon" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
