import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { ErrorBoundary } from './ErrorBoundary';
import { startTheme } from './theme';
import './styles/tokens.css';
import './styles/controls.css';
import './styles/waiting.css';
import './styles/dialog.css';
import './styles/auth.css';
import './styles/page.css';
import './styles/lists.css';
import './styles/query.css';
import './styles/result.css';
import './styles/grid.css';
import './styles/profile.css';
import './styles/receipt.css';
import './styles/compare.css';

const root = document.getElementById('root');
if (root === null) {
  throw new Error('index.html has no #root');
}
startTheme();
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <App />
    </ErrorBoundary>
  </StrictMode>,
);
