import { getItem, setItem } from './storage';

export const themes = ['system', 'light', 'dark'] as const;

/** Dark or light: from the system, or the user's choice. */
export type Theme = (typeof themes)[number];

const isTheme = (value: unknown): value is Theme => themes.some((each) => each === value);

export function chosenTheme(): Theme {
  return getItem('theme', isTheme) ?? 'system';
}

/** Fires when the colours change, by choice or by the system: charts must be drawn again. */
export const themeChanged = new EventTarget();

export function applyTheme(theme: Theme): void {
  setItem('theme', theme);
  document.documentElement.dataset.theme = theme;
  themeChanged.dispatchEvent(new Event('change'));
}

/** Call this once, before anything is painted. */
export function startTheme(): void {
  document.documentElement.dataset.theme = chosenTheme();
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    themeChanged.dispatchEvent(new Event('change'));
  });
}
