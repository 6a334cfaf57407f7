import { describe } from 'vitest';
import { adaptersContract } from './adapters-contract.ts';
import { authContract } from './auth-contract.ts';
import type { Engine } from './engine.ts';
import { useEngine } from './engine-lab.ts';
import { faultsContract } from './faults-contract.ts';
import { leavingContract } from './leaving-contract.ts';
import { pageLifeContract } from './page-life-contract.ts';
import { streamingContract } from './streaming-contract.ts';
import type { Traits } from './traits.ts';

/** Everything that holds in every engine, in one browser. */
export function engineContract(name: string, start: () => Promise<Engine>, traits: Traits): void {
  describe(`${name}`, () => {
    const openLab = useEngine(start);
    describe('streaming', () => void streamingContract(openLab, traits));
    describe('auth', () => void authContract(openLab, traits));
    describe('faults', () => void faultsContract(openLab, traits));
    describe('page life', () => void pageLifeContract(openLab, traits));
    describe('leaving', () => void leavingContract(openLab, traits));
    describe('adapters', () => void adaptersContract(openLab));
  });
}
