/** A box whose content may be wider than it is; with the keyboard it is scrolled when it has the focus. */
import type { ComponentChildren } from 'preact';

interface ScrollsProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

export function Scrolls({ label, children }: ScrollsProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
    <section class="card scrolls" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
