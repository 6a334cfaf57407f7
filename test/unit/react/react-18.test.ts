// @vitest-environment happy-native
import './react-18.ts';
import { expect, it } from 'vitest';

const SUITES = ['events', 'frames', 'provider', 'shared-options', 'sharing', 'values'];

const { version } = await import('react');
for (const suite of SUITES) await import(`./${suite}.test.tsx`);

it('means React 18', () => expect(version).toMatch(/^18\./));
