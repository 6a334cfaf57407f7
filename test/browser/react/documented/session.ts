/** Stands for the page's own: whoever is signed in. */
export const signedIn = (): { readonly Authorization: string } => ({ Authorization: 'Bearer of-ayu' });
