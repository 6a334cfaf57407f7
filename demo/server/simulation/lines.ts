/** What people say and pay for. */

/** A room, and something said in it. */
export const CHAT_LINES: readonly (readonly [room: string, text: string])[] = [
  ['general', 'Truck for Cianjur leaves at two.'],
  ['general', 'Who has the key to the scale house?'],
  ['general', 'Invoice from Sierad is in, thank you.'],
  ['general', 'Power is back at Farm Sukabumi.'],
  ['general', 'Please close the week before Friday noon.'],
  ['supply', 'Can somebody confirm the vitamin order?'],
  ['supply', 'Disinfectant is down to four drums.'],
  ['supply', 'Supplier moved the gloves to Thursday.'],
  ['supply', 'Husks for the litter came wet. Sending two loads back.'],
  ['feed', 'Silo 2 is full again.'],
  ['feed', 'Weighed in: 4 % over the plan.'],
  ['feed', 'Who signs for the feed today?'],
  ['feed', 'Starter crumble is 120 rupiah a kilo cheaper at Japfa this week.'],
  ['livestock', 'Chicks arrived: 30,600, eleven dead on arrival.'],
  ['livestock', 'Vaccination for house 6 is done.'],
  ['livestock', 'The heifers from Lembang are in quarantine until Monday.'],
  ['farm-cianjur', 'Fan 3 in house 2 is running again.'],
  ['farm-cianjur', 'Gate is open from six tomorrow.'],
  ['management', 'Feed is at 81 % of the month already.'],
  ['management', 'Two offers for the new silo are on my desk.'],
];

/** What is bought out of hand. */
export const EXPENSES: readonly string[] = [
  'Diesel for the generator',
  'Spare belt for the feed line',
  'Overtime for unloading',
  'Cold chain boxes',
  'Toll and parking',
  'Replacement nipple drinkers',
  'Laboratory: water samples',
  'Tyres for the tractor',
];
