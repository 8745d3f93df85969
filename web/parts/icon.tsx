/** Small drawings in the colour of the text, 16 by 16. To add one: an entry with its path. */

const PATHS = {
  close: 'M4 4l8 8M12 4l-8 8',
  start: 'M5 3.2v9.6L12.6 8z',
  stop: 'M4 4h8v8H4z',
  restart: 'M12.8 8a4.8 4.8 0 1 1-1.6-3.6M11.6 1.8v2.9H8.7',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  folded: 'M6 3.5L10.5 8 6 12.5',
  unfolded: 'M3.5 6L8 10.5 12.5 6',
  find: 'M7 2.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4M10.2 10.2l3.3 3.3',
  back: 'M9.5 3.5L5 8l4.5 4.5',
  theme: 'M8 2.5a5.5 5.5 0 1 0 0 11z M8 2.5a5.5 5.5 0 0 1 0 11',
  warning: 'M8 2.2L14.4 13.4H1.6zM8 6.4v3.4M8 11.6h.01',
  done: 'M3.2 8.6l3.2 3.2 6.4-7',
} as const;

export type IconName = keyof typeof PATHS;

const FILLED: ReadonlySet<IconName> = new Set<IconName>(['start', 'stop']);

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      class={FILLED.has(name) ? 'drawing filled' : 'drawing'}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
