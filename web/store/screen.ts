/** How wide the screen is, as far as more than the style depends on it. */
import { signal } from '@preact/signals';

/** As in the style sheets. */
const query = matchMedia('(max-width: 48rem)');

/** Whether rows are cards. */
export const narrow = signal(query.matches);

query.addEventListener('change', ({ matches }) => {
  narrow.value = matches;
});
