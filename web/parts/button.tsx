/** A button. Its label is what it does; an icon may stand for it where there is little room. */
import type { ComponentChildren } from 'preact';

export interface ButtonProps {
  readonly label: string;
  readonly kind?: 'plain' | 'main' | 'danger' | 'quiet';
  /** What it says to those who cannot see where it stands, if more than the label. */
  readonly name?: string | undefined;
  readonly disabled?: boolean;
  readonly pressed?: boolean | undefined;
  readonly tabIndex?: number | undefined;
  /** Stands in the place of the label, which is then only told. */
  readonly children?: ComponentChildren;
  onClick(): void;
}

export function Button(props: ButtonProps) {
  const { label, kind = 'plain', name, disabled, pressed, tabIndex, children, onClick } = props;
  return (
    <button
      type="button"
      class={`button ${kind}${children === undefined ? '' : ' icon'}`}
      aria-label={name ?? (children === undefined ? undefined : label)}
      title={name ?? (children === undefined ? undefined : label)}
      aria-pressed={pressed}
      disabled={disabled}
      tabIndex={tabIndex}
      onClick={onClick}
    >
      {children ?? label}
    </button>
  );
}
