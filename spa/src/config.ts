import { parseConfig, type Config } from './wire';

const given = import.meta.env.VITE_API_URL as string | undefined;

/**
 * The address of the API: the page's own origin, or `VITE_API_URL` from the build if the page is
 * hosted elsewhere. Never ends with a slash.
 */
export const apiUrl: string = given ? given.replace(/\/+$/, '') : location.origin;

/**
 * Loads what the page must know before a user signs in.
 *
 * @throws Error if the server can't be reached or doesn't answer with a config
 */
export async function loadConfig(): Promise<Config> {
  const response = await fetch(`${apiUrl}/api/config`, { cache: 'no-store' });
  if (!response.ok) {
    throw new Error(`The server answered ${response.status} when asked for its config.`);
  }
  return parseConfig(await response.json());
}

/**
 * The page on which the local cloud shows the mails that it would have sent; null if real mails are
 * sent.
 */
export function mailbox(config: Config, email: string): string | null {
  if (config.userPoolEndpoint === null) {
    return null;
  }
  const endpoint = new URL(config.userPoolEndpoint);
  if (!/^https?:$/.test(endpoint.protocol) || /\.amazonaws\.com(\.cn)?$/.test(endpoint.hostname)) {
    return null;
  }
  return `${endpoint.origin}/_mailbox?to=${encodeURIComponent(email)}`;
}
