import { strings } from '../strings';

const { errors, passwordKinds } = strings.auth;

/** Shown before a password is chosen: Cognito's default policy, which the user pool uses. */
export const passwordRules = strings.auth.passwordRules;

/** What a new password lacks, in words; null if it lacks nothing. */
export function passwordFault(password: string): string | null {
  const missing = [
    password.length < 8 && passwordKinds.length,
    !/[A-Z]/.test(password) && passwordKinds.capital,
    !/[a-z]/.test(password) && passwordKinds.small,
    !/\d/.test(password) && passwordKinds.number,
    !/[^A-Za-z0-9]/.test(password) && passwordKinds.symbol,
  ].filter((each) => each !== false);
  return missing.length === 0 ? null : strings.auth.passwordNeeds(missing.join(', '));
}

const words: Readonly<Record<string, string>> = {
  NotAuthorizedException: errors.wrong,
  UserNotFoundException: errors.wrong,
  UsernameExistsException: errors.exists,
  AliasExistsException: errors.exists,
  CodeMismatchException: errors.codeWrong,
  ExpiredCodeException: errors.codeExpired,
  EnableSoftwareTokenMFAException: errors.appCodeWrong,
  SoftwareTokenMFANotFoundException: errors.notSetUp,
  CodeDeliveryFailureException: errors.noMail,
  LimitExceededException: errors.tooMany,
  TooManyFailedAttemptsException: errors.tooMany,
  TooManyRequestsException: errors.busy,
  PasswordResetRequiredException: errors.resetRequired,
  PasswordHistoryPolicyViolationException: errors.usedBefore,
  NetworkError: errors.network,
  QuotaExceededError: errors.storage,
  SecurityError: errors.storage,
};

/** One Cognito exception can mean several things, and only its message tells them apart. */
const byMessage: readonly (readonly [name: string, message: RegExp, words: string])[] = [
  ['NotAuthorizedException', /status is CONFIRMED/i, errors.confirmedAlready],
  ['NotAuthorizedException', /disabled/i, errors.disabled],
  ['NotAuthorizedException', /temporary password has expired/i, errors.temporaryOver],
  ['NotAuthorizedException', /cannot be reset in the current state/i, errors.temporaryStill],
  ['InvalidParameterException', /no registered\/verified email/i, errors.noVerifiedEmail],
  ['CodeMismatchException', /received for user/i, errors.appCodeWrong],
  ['ExpiredCodeException', /already been used/i, errors.appCodeUsed],
];

/**
 * How long Cognito locks an account: from the fifth wrong attempt on, first for a second, then
 * twice as long after each attempt, and 15 minutes at most.
 *
 * @param failures the wrong attempts that were seen; there may be others from elsewhere
 * @returns seconds; 0 while there is no lock
 */
export function lockSeconds(failures: number): number {
  return failures < 5 ? 0 : Math.min(2 ** (failures - 5), 900);
}

/** Whether an error means a wrong password or code, which counts for the lock. */
export function isWrongAttempt(error: unknown): boolean {
  return (
    error instanceof Error &&
    ((error.name === 'NotAuthorizedException' && /incorrect/i.test(error.message)) ||
      (error.name === 'CodeMismatchException' && /received for user/i.test(error.message)))
  );
}

/** Whether the time for the next step of a sign-in is over, so that it must start again. */
export function isTooLate(error: unknown): boolean {
  return (
    error instanceof Error &&
    ((error.name === 'NotAuthorizedException' && /invalid session/i.test(error.message)) ||
      error.name === 'SignInException')
  );
}

/**
 * Why signing up, in or out failed, and what to do about it.
 *
 * @param failures wrong attempts before this one
 */
export function authErrorInWords(error: unknown, failures = 0): string {
  if (!(error instanceof Error)) {
    return errors.unknown;
  }
  if (
    error.name === 'NotAuthorizedException' &&
    /attempts exceeded|invalid credentials attempts/i.test(error.message)
  ) {
    const seconds = lockSeconds(failures);
    return errors.locked(seconds > 0 ? errors.lockedAtLeast(seconds) : errors.lockedUnknown);
  }
  if (error.name === 'InvalidPasswordException') {
    return errors.passwordNot(passwordRules);
  }
  const known = byMessage.find(
    ([name, message]) => name === error.name && message.test(error.message),
  );
  return known?.[2] ?? words[error.name] ?? errors.other(error.message);
}
