import { parseConfig, type Config } from './wire';

const given = import.meta.env.VITE_API_URL as string | undefined;

/**
 * Where the API lives: the page's own origin, or the address given at build time as `VITE_API_URL`
 * when the page is hosted apart from its server. Never ends in a slash.
 */
export const apiUrl: string = given ? given.replace(/\/+$/, '') : location.origin;

/**
 * Asks the server what the page has to know before anybody signs in.
 *
 * @throws Error when the server can't be reached or doesn't answer with a config
 */
export async function loadConfig(): Promise<Config> {
  const response = await fetch(`${apiUrl}/api/config`, { cache: 'no-store' });
  if (!response.ok) {
    throw new Error(`The server answered ${response.status} when asked for its config.`);
  }
  return parseConfig(await response.json());
}

/**
 * The page on which the local cloud shows the mails it would have sent, or null where real mails are
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
