// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest';
import { SessionOver } from './api';
import { firstPhase, Signing } from './App';
import type { User } from './auth/auth';
import { example } from './test/samples';
import { fakeAuth } from './test/fakeAuth';
import { act, fireEvent, render, screen } from './test/render';

const ada: User = { id: 'ada', email: 'ada@example.com', isAnalyst: false, isAdmin: false };
let tokenIsRefused: boolean;
let user: User | null;

class SilentSocket {
  close() {
    // No server answers.
  }
}

beforeEach(() => {
  tokenIsRefused = false;
  user = ada;
  vi.stubGlobal('WebSocket', SilentSocket);
  vi.stubGlobal('fetch', (url: string) =>
    Promise.resolve(
      Response.json(
        url.endsWith('/queries')
          ? example('queries')
          : url.endsWith('/sessions')
            ? example('session')
            : { jobs: [] },
      ),
    ),
  );
});

async function open() {
  const auth = fakeAuth({
    currentUser: () => Promise.resolve(user),
    token: () =>
      tokenIsRefused ? Promise.reject(new SessionOver('refused')) : Promise.resolve('token'),
    signIn: () => Promise.resolve('signed-in'),
  });
  render(<Signing auth={auth} first={{ name: 'in', user: ada }} mailbox={() => null} />);
  await screen.findByLabelText('Month');
}

async function signInAgain() {
  fireEvent.change(screen.getByLabelText('Email address'), { target: { value: user?.email } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'secret' } });
  await act(() => {
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    return Promise.resolve();
  });
  return await screen.findByLabelText<HTMLInputElement>('Month');
}

/** The month before anybody chooses one: the catalogue's. */
const untouched = '2015-03';

const chooseJuly = () => {
  fireEvent.change(screen.getByLabelText('Month'), { target: { value: '2015-07' } });
};

async function endSession() {
  chooseJuly();
  tokenIsRefused = true;
  fireEvent.click(screen.getByRole('button', { name: 'Run' }));
  await screen.findByText('Your sign-in has ended. Please sign in again.');
  tokenIsRefused = false;
}

test('an ended session leads back to signing in, and the same user finds what was typed', async () => {
  await open();
  await endSession();

  expect(screen.getByLabelText<HTMLInputElement>('Email address').value).toBe('ada@example.com');
  expect((await signInAgain()).value).toBe('2015-07');
});

test('another user finds nothing of it', async () => {
  await open();
  await endSession();
  user = { id: 'bob', email: 'bob@example.com', isAnalyst: false, isAdmin: false };

  expect((await signInAgain()).value).toBe(untouched);
});

test('signing out leaves nothing of the user on the page', async () => {
  await open();
  chooseJuly();

  fireEvent.click(screen.getByRole('button', { name: 'Sign out' }));
  await screen.findByRole('heading', { name: 'Sign in' });

  expect(document.body.innerHTML).not.toContain('ada@example.com');
  expect(screen.getByLabelText<HTMLInputElement>('Email address').value).toBe('');
  expect((await signInAgain()).value).toBe(untouched);
});

test('the page says that a session ended while it was closed', async () => {
  const auth = fakeAuth({ currentUser: () => Promise.reject(new SessionOver('refused')) });

  expect(await firstPhase(auth)).toEqual({
    name: 'out',
    email: '',
    notice: 'Your sign-in has ended. Please sign in again.',
  });
});

test('signing out in another tab signs out here too', async () => {
  await open();
  user = null;

  window.dispatchEvent(new StorageEvent('storage'));

  await screen.findByRole('heading', { name: 'Sign in' });
  expect(document.body.innerHTML).not.toContain('ada@example.com');
});
