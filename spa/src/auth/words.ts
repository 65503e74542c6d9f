/** Said before a password is chosen: Cognito's default policy, which the user pool keeps. */
export const passwordRules =
  'At least 8 characters, with a capital letter, a small letter, a number and a symbol.';

/** What is missing in a new password, in words; null if nothing is. */
export function passwordFault(password: string): string | null {
  const missing = [
    password.length < 8 && 'at least 8 characters',
    !/[A-Z]/.test(password) && 'a capital letter',
    !/[a-z]/.test(password) && 'a small letter',
    !/\d/.test(password) && 'a number',
    !/[^A-Za-z0-9]/.test(password) && 'a symbol',
  ].filter((each) => each !== false);
  return missing.length === 0 ? null : `The password still needs ${missing.join(', ')}.`;
}

const words: Readonly<Record<string, string>> = {
  NotAuthorizedException:
    'The email address or the password is wrong. Try again, or choose “Forgot password”.',
  UserNotFoundException:
    'The email address or the password is wrong. Try again, or choose “Forgot password”.',
  UsernameExistsException:
    'There is already an account for this email address. Sign in, or choose “Forgot password” there.',
  AliasExistsException:
    'There is already an account for this email address. Sign in, or choose “Forgot password” there.',
  CodeMismatchException: 'That code is not right. Check the newest mail, or send a new code.',
  ExpiredCodeException: 'That code has expired. Send a new code and use that one.',
  CodeDeliveryFailureException:
    'The mail with the code could not be sent. Check the email address and try again.',
  LimitExceededException: 'Too many attempts. Wait a few minutes, then try again.',
  TooManyRequestsException: 'Too many attempts. Wait a few minutes, then try again.',
  TooManyFailedAttemptsException: 'Too many attempts. Wait a few minutes, then try again.',
  PasswordResetRequiredException: 'This account needs a new password. Choose “Forgot password”.',
  PasswordHistoryPolicyViolationException: 'You have used this password before. Choose another.',
  NetworkError: 'The sign-in service can’t be reached. Check your network, then try again.',
};

/** Why signing up, in or out did not work, and what to do about it. */
export function authErrorInWords(error: unknown): string {
  if (!(error instanceof Error)) {
    return 'That did not work. Please try again.';
  }
  if (error.name === 'NotAuthorizedException') {
    if (/attempts exceeded/i.test(error.message)) {
      return 'Too many attempts. Wait a few minutes, then try again.';
    }
    if (/status is CONFIRMED/i.test(error.message)) {
      return 'This email address is confirmed already. You can sign in.';
    }
    if (/disabled/i.test(error.message)) {
      return 'This account is switched off. Ask whoever runs Querycast.';
    }
  }
  if (error.name === 'InvalidPasswordException') {
    return `This password is not accepted. ${passwordRules}`;
  }
  return words[error.name] ?? `That did not work: ${error.message}`;
}
