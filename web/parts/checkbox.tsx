/** A box to tick, which may also be half ticked. */
interface CheckboxProps {
  readonly label: string;
  readonly checked: boolean;
  readonly mixed?: boolean;
  readonly tabIndex?: number | undefined;
  onChange(): void;
}

export function Checkbox({ label, checked, mixed = false, tabIndex, onChange }: CheckboxProps) {
  return (
    <input
      type="checkbox"
      class="checkbox"
      aria-label={label}
      checked={checked}
      indeterminate={mixed}
      tabIndex={tabIndex}
      onChange={onChange}
    />
  );
}
