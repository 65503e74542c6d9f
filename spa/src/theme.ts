import { getItem, setItem } from './storage';

export const themes = ['system', 'light', 'dark'] as const;

/** Dark or light: as the system has it, or by choice. */
export type Theme = (typeof themes)[number];

const isTheme = (value: unknown): value is Theme => themes.some((each) => each === value);

export function chosenTheme(): Theme {
  return getItem('theme', isTheme) ?? 'system';
}

/** Told when the colours change, by choice or by the system: pictures have to be drawn anew. */
export const themeChanged = new EventTarget();

export function applyTheme(theme: Theme): void {
  setItem('theme', theme);
  document.documentElement.dataset.theme = theme;
  themeChanged.dispatchEvent(new Event('change'));
}

/** To be called once, before anything is painted. */
export function startTheme(): void {
  document.documentElement.dataset.theme = chosenTheme();
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    themeChanged.dispatchEvent(new Event('change'));
  });
}
