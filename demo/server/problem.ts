/** Refusals as `application/problem+json` (RFC 9457), so that a page can show and a program can branch. */

/** A refusal with its status, a title for people and, where it helps, what to do. */
export function problem(
  status: number,
  title: string,
  detail?: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title, status, ...(detail && { detail }) }), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
  });
}
