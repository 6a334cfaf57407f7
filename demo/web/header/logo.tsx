/** The mark: kelp that holds on to its rock. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path className="logo-rock" d="M3 28.5c2.2-3.6 5.8-5.4 13-5.4s10.8 1.8 13 5.4z" />
      <path className="logo-kelp" d="M16 24c0-4 3.2-5.6 3.2-9.6 0-3.6-3.2-4.8-3.2-8.4" />
      <path
        className="logo-blade"
        d="M19 13.5c3.7.2 6-1.7 6.5-5.3-3.7-.1-6 1.6-6.5 5.3zM17 8.6c-.4-3.2-2.5-5-5.8-5.2.2 3.3 2.3 5.2 5.8 5.2zM17.6 18.4c-3.6.9-6.3-.4-7.6-3.8 3.6-.8 6.2.4 7.6 3.8z"
      />
      <path className="logo-root" d="M16 24c-2 .4-4 1.5-5.5 3.5M16 24c2 .4 4 1.5 5.5 3.5M16 24v3.6" />
    </svg>
  );
}
