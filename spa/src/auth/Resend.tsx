import { useState } from 'react';
import { strings } from '../strings';
import { LinkButton } from './AuthForm';
import type { Action } from './useAction';

/** A button that sends a new code, and the message that it was sent. */
export function useResend(email: string, action: Action, send: (email: string) => Promise<void>) {
  const [resent, setResent] = useState(false);
  return {
    notice: resent ? strings.auth.resent(email) : null,
    button: (
      <LinkButton
        onClick={() => {
          setResent(false);
          void action.run(async () => {
            await send(email);
            setResent(true);
          });
        }}
      >
        {strings.auth.resend}
      </LinkButton>
    ),
  };
}
