/** The words and figures the seed is made from: a farm company on Java. Prices are rupiah. */
import type { PurchaseKind } from '../../shared/purchases.ts';

/** Something that is bought, in which quantities, and what one costs. */
export interface CatalogueEntry {
  readonly item: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly price: number;
}

/** Beginnings of purchase numbers. */
export const PREFIXES: Readonly<Record<PurchaseKind, string>> = { supply: 'SUP', feed: 'FEED', livestock: 'LIVE' };

export const FARMS: readonly string[] = [
  'Farm Cianjur',
  'Farm Sukabumi',
  'Farm Garut',
  'Farm Lembang',
  'Farm Subang',
  'Farm Tasikmalaya',
  'Hatchery Bogor',
];

export const VENDORS: Readonly<Record<PurchaseKind, readonly string[]>> = {
  supply: [
    'PT Medion Farma',
    'CV Sumber Tani',
    'PT Agro Sarana',
    'Toko Ternak Jaya',
    'PT Sanbe Vet',
    'UD Makmur Abadi',
  ],
  feed: ['PT Japfa Pakan', 'PT Sierad Feed', 'PT Charoen Feedmill', 'CV Pakan Prima', 'PT Malindo Nutrisi'],
  livestock: ['PT Bibit Unggul', 'CV Peternak Mandiri', 'PT Ciomas Hatchery', 'KUD Lembang', 'PT Widodo Makmur'],
};

export const CATALOGUE: Readonly<Record<PurchaseKind, readonly CatalogueEntry[]>> = {
  supply: [
    { item: 'Vitamin premix', unit: 'boxes', min: 5, max: 60, price: 385_000 },
    { item: 'ND-IB vaccine, 1,000 doses', unit: 'vials', min: 20, max: 300, price: 92_000 },
    { item: 'Disinfectant', unit: 'drums', min: 2, max: 24, price: 1_450_000 },
    { item: 'Rice husk litter', unit: 'sacks', min: 100, max: 1_200, price: 9_500 },
    { item: 'Nitrile gloves', unit: 'boxes', min: 10, max: 120, price: 78_000 },
    { item: 'Nipple drinkers', unit: 'pieces', min: 50, max: 900, price: 14_500 },
    { item: 'Brooder heater', unit: 'pieces', min: 2, max: 16, price: 2_350_000 },
    { item: 'Egg trays', unit: 'bundles', min: 20, max: 260, price: 165_000 },
  ],
  feed: [
    { item: 'Broiler starter crumble', unit: 'sacks', min: 40, max: 480, price: 425_000 },
    { item: 'Broiler finisher pellet', unit: 'sacks', min: 60, max: 600, price: 408_000 },
    { item: 'Layer mash', unit: 'sacks', min: 50, max: 420, price: 372_000 },
    { item: 'Yellow maize', unit: 'tonnes', min: 5, max: 60, price: 5_900_000 },
    { item: 'Soybean meal', unit: 'tonnes', min: 3, max: 30, price: 8_650_000 },
    { item: 'Dairy concentrate', unit: 'sacks', min: 30, max: 260, price: 298_000 },
    { item: 'Rice bran', unit: 'tonnes', min: 2, max: 24, price: 4_100_000 },
  ],
  livestock: [
    { item: 'Day-old broiler chicks', unit: 'heads', min: 2_000, max: 32_000, price: 7_400 },
    { item: 'Layer pullets, 16 weeks', unit: 'heads', min: 500, max: 4_800, price: 92_000 },
    { item: 'Boer goats', unit: 'heads', min: 10, max: 90, price: 2_750_000 },
    { item: 'Heifers, Friesian', unit: 'heads', min: 2, max: 24, price: 21_500_000 },
    { item: 'Day-old ducklings', unit: 'heads', min: 500, max: 6_000, price: 9_800 },
    { item: 'Bull calves, Limousin', unit: 'heads', min: 2, max: 20, price: 16_800_000 },
  ],
};

/** Monthly limits, and how much of them is spent when the file is new. */
export const LIMITS = [
  { userId: 'dewi', maxAmount: 24_000_000_000, alertPercentage: 85, spentPercentage: 62 },
  { userId: 'ayu', maxAmount: 1_800_000_000, alertPercentage: 80, spentPercentage: 71 },
  { userId: 'bagus', maxAmount: 9_500_000_000, alertPercentage: 80, spentPercentage: 78 },
  { userId: 'citra', maxAmount: 12_000_000_000, alertPercentage: 75, spentPercentage: 66 },
  { userId: 'farid', maxAmount: 6_000_000_000, alertPercentage: 80, spentPercentage: 58 },
  { userId: 'gilang', maxAmount: 1_800_000_000, alertPercentage: 80, spentPercentage: 20 },
] as const;

export const ROOMS = [
  { id: 'general', name: 'General', members: ['ayu', 'bagus', 'citra', 'farid', 'dewi', 'hasan', 'intan', 'joko'] },
  { id: 'supply', name: 'Supply', members: ['ayu', 'farid', 'dewi', 'intan'] },
  { id: 'feed', name: 'Feed', members: ['bagus', 'farid', 'dewi', 'joko'] },
  { id: 'livestock', name: 'Livestock', members: ['citra', 'dewi', 'hasan'] },
  { id: 'farm-cianjur', name: 'Farm Cianjur', members: ['farid', 'citra', 'hasan', 'joko', 'dewi'] },
  { id: 'management', name: 'Management', members: ['dewi', 'intan'] },
] as const;
