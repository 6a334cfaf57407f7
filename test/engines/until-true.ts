/**
 * Asks again and again.
 *
 * @throws When it does not hold after 20 s.
 */
export async function untilTrue(holds: () => Promise<boolean>, otherwise: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${otherwise}, after 20 s.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
