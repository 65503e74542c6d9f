// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { fakeAuth, named } from '../test/fakeAuth';
import { fireEvent, render, screen, waitFor } from '../test/render';
import type { Auth } from './auth';
import { AuthScreen } from './AuthScreen';

const password = 'Correct-horse-1';

function openScreen(calls: Partial<Auth>, email = '') {
  let entered = 0;
  render(
    <AuthScreen
      auth={fakeAuth(calls)}
      mailbox={(to) => `http://localhost:4566/_mailbox?to=${encodeURIComponent(to)}`}
      email={email}
      notice={null}
      onSignedIn={() => {
        entered += 1;
      }}
    />,
  );
  return () => entered;
}

const type = (label: string, value: string) => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};
const press = (name: string) => {
  fireEvent.click(screen.getByRole('button', { name }));
};

function signIn() {
  type('Email address', ' ada@example.com ');
  type('Password', password);
  press('Sign in');
}

function signUp(repeated = password) {
  press('Create an account');
  type('Email address', 'ada@example.com');
  type('Password', password);
  type('Repeat password', repeated);
  press('Create account');
}

test('the right password signs in', async () => {
  const calls: string[] = [];
  const entered = openScreen({
    signIn(...typed) {
      calls.push(...typed);
      return Promise.resolve('signed-in');
    },
  });

  signIn();

  await waitFor(() => {
    expect(entered()).toBe(1);
  });
  expect(calls).toEqual(['ada@example.com', password]);
});

test.each([
  ['NotAuthorizedException', 'Incorrect username or password.', /password is wrong/],
  [
    'NotAuthorizedException',
    'Password attempts exceeded',
    /locked for a while, 15 minutes at most/,
  ],
  ['UserNotFoundException', 'User does not exist.', /password is wrong/],
  ['LimitExceededException', 'Attempt limit exceeded', /Wait 15 minutes/],
  [
    'NotAuthorizedException',
    'Temporary password has expired',
    /Ask your administrator for a new one/,
  ],
  ['NetworkError', 'A network error has occurred.', /Check your network/],
])('a sign-in that ends in %s (%s) says what to do', async (name, message, words) => {
  openScreen({ signIn: () => Promise.reject(named(name, message)) });

  signIn();

  await screen.findByText(words);
  expect(screen.getByLabelText<HTMLInputElement>('Email address').value).toBe('ada@example.com');
});

test('a user who has not confirmed the address yet gets a new code and is asked for it', async () => {
  const resent: string[] = [];
  openScreen({
    signIn: () => Promise.resolve('not-confirmed'),
    resendCode(email) {
      resent.push(email);
      return Promise.resolve();
    },
  });

  signIn();

  await screen.findByLabelText('Code');
  expect(resent).toEqual(['ada@example.com']);
});

test('signing up asks for the code, and the code signs in', async () => {
  const codes: string[] = [];
  const entered = openScreen({
    signUp: () => Promise.resolve(),
    confirm(_email, code) {
      codes.push(code);
      return Promise.resolve();
    },
    signIn: () => Promise.resolve('signed-in'),
  });

  signUp();
  await screen.findByLabelText('Code');
  type('Code', ' 123456 ');
  press('Confirm');

  await waitFor(() => {
    expect(entered()).toBe(1);
  });
  expect(codes).toEqual(['123456']);
});

test.each([
  ['CodeMismatchException', /not right/],
  ['ExpiredCodeException', /has expired. Send a new code/],
])('a code that ends in %s says what to do, and a new code can be sent', async (name, words) => {
  let resent = 0;
  openScreen({
    signUp: () => Promise.resolve(),
    confirm: () => Promise.reject(named(name, '')),
    resendCode() {
      resent += 1;
      return Promise.resolve();
    },
  });

  signUp();
  await screen.findByLabelText('Code');
  type('Code', '000000');
  press('Confirm');
  await screen.findByText(words);
  press('Send a new code');

  await screen.findByText('A new code is on its way to ada@example.com.');
  expect(resent).toBe(1);
});

test('signing up with the address of an account says so', async () => {
  openScreen({ signUp: () => Promise.reject(named('UsernameExistsException', '')) });

  signUp();

  await screen.findByText(/already an account/);
});

test('the form shows the password rules, and does not send two different passwords', async () => {
  openScreen({});

  signUp('something else');

  expect(screen.getByText(/At least 8 characters/)).toBeTruthy();
  await screen.findByText(/two passwords differ/);
});

test('a forgotten password is replaced with a code, and the new one signs in', async () => {
  const set: string[] = [];
  const entered = openScreen(
    {
      forgotPassword: () => Promise.resolve(),
      setPassword(...typed) {
        set.push(...typed);
        return Promise.resolve();
      },
      signIn: () => Promise.resolve('signed-in'),
    },
    'ada@example.com',
  );

  press('Forgot password');
  press('Send me a code');
  await screen.findByLabelText('Code');
  type('Code', '123456');
  type('New password', password);
  press('Set password');

  await waitFor(() => {
    expect(entered()).toBe(1);
  });
  expect(set).toEqual(['ada@example.com', '123456', password]);
});

test('if mails stay local, the form links to the mailbox of the typed address', () => {
  openScreen({});

  type('Email address', 'ada@example.com');

  expect(screen.getByRole<HTMLAnchorElement>('link').href).toBe(
    'http://localhost:4566/_mailbox?to=ada%40example.com',
  );
});

test('a temporary password leads to a new one, and to the attributes that the pool requires', async () => {
  const answers: unknown[] = [];
  const entered = openScreen({
    signIn: () => Promise.resolve({ needs: 'password', missing: ['name'] }),
    answer(...given) {
      answers.push(given);
      return Promise.resolve('signed-in');
    },
  });

  signIn();
  await screen.findByRole('heading', { name: 'Choose your password' });
  type('New password', 'Battery-staple-2');
  press('Set password and sign in');
  await screen.findByText('Please fill in: Name.');
  type('Name', 'Ada Lovelace');
  press('Set password and sign in');

  await waitFor(() => {
    expect(entered()).toBe(1);
  });
  expect(answers).toEqual([['Battery-staple-2', { name: 'Ada Lovelace' }]]);
});

test('a wrong code from the app stays in the form, and the right one signs in', async () => {
  const answers = [
    () => Promise.reject(named('CodeMismatchException', 'Invalid code received for user')),
    () =>
      Promise.reject(
        named('ExpiredCodeException', 'Your software token has already been used once.'),
      ),
    () => Promise.resolve('signed-in' as const),
  ];
  const given: string[] = [];
  const entered = openScreen({
    signIn: () => Promise.resolve('code-needed'),
    answer(code) {
      given.push(code);
      return answers.shift()?.() ?? Promise.reject(new Error('too many'));
    },
  });

  signIn();
  await screen.findByRole('heading', { name: 'Code from your app' });
  press('Sign in');
  await screen.findByText(/six digits/);
  type('Code', '123 456');
  press('Sign in');
  await screen.findByText(/Type the one that your app shows now/);
  expect(screen.getByLabelText<HTMLInputElement>('Code').value).toBe('123456');
  press('Sign in');
  await screen.findByText(/used already/);
  press('Sign in');

  await waitFor(() => {
    expect(entered()).toBe(1);
  });
  expect(given).toEqual(['123456', '123456', '123456']);
});

test.each([
  ['NotAuthorizedException', 'Invalid session for the user, session is expired.'],
  ['SignInException', 'An error occurred during the sign in process.'],
])(
  'when the time for a step is over (%s), everything that was typed is still there',
  async (name, why) => {
    openScreen({
      signIn: () => Promise.resolve('code-needed'),
      answer: () => Promise.reject(named(name, why)),
    });

    signIn();
    await screen.findByRole('heading', { name: 'Code from your app' });
    type('Code', '123456');
    press('Sign in');

    await screen.findByText(/that time is over/);
    expect(screen.getByLabelText<HTMLInputElement>('Email address').value).toBe('ada@example.com');
    expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe(password);
  },
);

test('if the pool requires an app, its key is shown as a picture and as text', async () => {
  const entered = openScreen({
    signIn: () => Promise.resolve({ needs: 'authenticator', secret: 'ABCDEFGH234567' }),
    answer: () => Promise.resolve('signed-in'),
  });

  signIn();
  await screen.findByText('ABCD EFGH 2345 67');
  const picture = screen.getByRole('img', { name: 'The key as a QR code' });
  await waitFor(() => {
    expect(picture.querySelector('path')?.getAttribute('d')).not.toBe('');
  });
  type('Code that the app shows now', '123456');
  press('Finish and sign in');

  await waitFor(() => {
    expect(entered()).toBe(1);
  });
});
