/** Light, dark, or as the system. */
import { chooseTheme, THEMES, theme } from '../store/theme.ts';
import { t } from '../text/translate.ts';
import { Icon } from './icon.tsx';

const WORDS = { system: 'themeSystem', light: 'themeLight', dark: 'themeDark' } as const;

export function ThemeChoice() {
  return (
    <label class="theme">
      <Icon name="theme" />
      <span class="unseen">{t('theme')}</span>
      <select
        value={theme.value}
        onChange={({ currentTarget }) => {
          const chosen = THEMES.find((name) => name === currentTarget.value);
          if (chosen !== undefined) chooseTheme(chosen);
        }}
      >
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {t(WORDS[name])}
          </option>
        ))}
      </select>
    </label>
  );
}
