import { strings } from '../strings';
import { CodeField } from './AuthForm';
import { QrCode } from './QrCode';

const words = strings.auth.setUp;

/**
 * The secret for an authenticator app, as a QR code and as text, and a field for the code that
 * proves that the app has it.
 */
export function Authenticator({
  secret,
  email,
  code,
  onCode,
}: {
  readonly secret: string;
  readonly email: string;
  readonly code: string;
  readonly onCode: (code: string) => void;
}) {
  return (
    <>
      <p>{words.scan}</p>
      <QrCode text={keyUri(secret, email)} label={words.picture} />
      <p className="hint">
        {words.key}: <code className="secret">{inGroups(secret)}</code>
      </p>
      <CodeField label={words.then} value={code} onChange={onCode} />
    </>
  );
}

/**
 * The address that authenticator apps read. The issuer tells this entry from others with the same
 * email address.
 */
export function keyUri(secret: string, email: string): string {
  const issuer = strings.app.name;
  return `otpauth://totp/${issuer}:${encodeURIComponent(email)}?secret=${secret}&issuer=${issuer}`;
}

/** In groups of four, which are easier to type; apps accept the spaces. */
export const inGroups = (secret: string) => secret.replace(/(.{4})(?=.)/g, '$1 ');
