import { strings } from '../strings';
import { CodeField } from './AuthForm';
import { QrCode } from './QrCode';

const words = strings.auth.setUp;

/** What an authenticator app has to be told, as a picture and as text, and the code that proves it was. */
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

/** As authenticator apps read it; the issuer tells this entry from others of the same address. */
export function keyUri(secret: string, email: string): string {
  const issuer = strings.app.name;
  return `otpauth://totp/${issuer}:${encodeURIComponent(email)}?secret=${secret}&issuer=${issuer}`;
}

/** In fours, which are easier to type; apps take the key with spaces too. */
export const inGroups = (secret: string) => secret.replace(/(.{4})(?=.)/g, '$1 ');
